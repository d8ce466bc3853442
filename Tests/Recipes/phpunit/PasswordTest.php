<?php
require_once __DIR__ . '/Understudy.php';

final class PasswordTest extends PHPUnit\Framework\TestCase
{
    use Understudy;

    public function testWrongOldPassword(): void
    {
        $address = $this->site['url'] . '/xweb/secure/netForumXML.asmx';
        $client = new SoapClient("$address?WSDL", ['location' => $address, 'cache_wsdl' => WSDL_CACHE_NONE]);
        $token = ['Token' => 'df3d1644-ba3e-4dc7-8399-ae06ee6063e5'];
        $client->__setSoapHeaders(new SoapHeader('http://www.avectra.com/2005/', 'AuthorizationToken', $token));
        $answer = $client->WEBWebUserChangePassword(['recno' => '82457', 'oldPassword' => 'wrong', 'newPassword' => '12345678']);
        self::assertFalse($answer->WEBWebUserChangePasswordResult);
        $this->expectCalls(['operation' => 'WEBWebUserChangePassword', 'account' => 'recno:82457', 'reason' => 'wrong_password']);
    }
}
