import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.*;

@ExtendWith(Understudy.class)
@Execution(ExecutionMode.CONCURRENT)
class PasswordTest {
    @Test
    void wrongOldPassword(Understudy.Site site) throws Exception {
        var message = """
            <Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns="http://www.avectra.com/2005/">
            <Header><ns:AuthorizationToken><ns:Token>df3d1644-ba3e-4dc7-8399-ae06ee6063e5</ns:Token></ns:AuthorizationToken></Header>
            <Body><ns:WEBWebUserChangePassword><ns:recno>82457</ns:recno><ns:oldPassword>wrong</ns:oldPassword>
            <ns:newPassword>12345678</ns:newPassword></ns:WEBWebUserChangePassword></Body></Envelope>""";
        var answer = Understudy.post(site.url() + "/xweb/secure/netForumXML.asmx", "text/xml; charset=utf-8", message);
        assertTrue(answer.body().contains("<WEBWebUserChangePasswordResult>false<"), answer.body());
        site.expect("{\"operation\":\"WEBWebUserChangePassword\",\"account\":\"recno:82457\",\"reason\":\"wrong_password\"}", 1);
    }
}
