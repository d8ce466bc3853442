#!/usr/bin/perl
# SOAP::Lite: from the contract where it can, and with hand-made messages for the header; SOAP 1.1 and 1.2.
use strict;
use warnings;
use SOAP::Lite;

$SIG{__WARN__} = sub { die "SOAP::Lite warns: @_" };
my $base = $ENV{BASE_URL};
my $checks = 0;

sub check {
    my ($condition, $what) = @_;
    die "SOAP::Lite: $what\n" unless $condition;
    $checks++;
}

# A proxy for one namespace in one version.
sub proxy {
    my ($url, $namespace, $version) = @_;
    # The version is the class's, and an object made before it is set mixes both.
    SOAP::Lite->soapversion($version);
    my $soap = SOAP::Lite->new(proxy => $url)->soapversion($version)->default_ns($namespace);
    $soap->on_action(sub { '"' . $_[0] . $_[1] . '"' });
    $soap->autotype(0);
    return $soap;
}

sub text { return SOAP::Data->name($_[0] => $_[1])->type('string') }

for my $version ('1.1', '1.2') {
    my $namespace = 'http://www.avectra.com/2005/';
    my $xweb = proxy("$base/xweb/secure/netForumXML.asmx", $namespace, $version);
    my $som = $xweb->call('Authenticate', text(userName => 'xweb'), text(password => 'xweb-secret'));
    check($som->result eq $namespace, 'Authenticate answers the namespace');
    my $token = $som->valueof('//AuthorizationToken/Token');
    check(length($token) == 36, 'the token comes in the header');
    my $call = sub {
        my ($operation, @parameters) = @_;
        my $header = SOAP::Header->name('AuthorizationToken')->attr({ xmlns => $namespace })->value(\SOAP::Header->name('Token' => $token));
        my $answer = $xweb->call($operation, $header, @parameters);
        $token = $answer->valueof('//AuthorizationToken/Token') unless $answer->fault;
        return $answer;
    };
    my @change = (text(recno => '82457'), text(oldPassword => '123'), text(newPassword => 'perl <&>'));
    check($call->('WEBWebUserChangePassword', @change)->result eq 'true', 'the password is changed');
    check($call->('WEBWebUserChangePassword', @change)->result eq 'false', 'the old password is no longer good');
    my $fault = $call->('WEBWebUserLogin', text(LoginOrEmail => 'member@example.org'), text(password => '123'));
    check($fault->fault, 'the old password must not sign in');
    if ($version eq '1.1') {
        check($fault->faultcode eq 'soap:Client', 'the fault\'s code');
        check($fault->faultstring =~ /Unable to login user\./, 'the fault\'s text');
        check($fault->valueof('//SystemExceptionInfo/XWebException/Message') eq 'Unable to login user.', 'the fault\'s detail');
    } else {
        check($fault->valueof('//Fault/Code/Value') eq 'soap:Sender', 'the fault\'s code');
        check($fault->valueof('//Fault/Reason/Text') =~ /Unable to login user\./, 'the fault\'s text');
    }
    my @back = (text(recno => '82457'), text(oldPassword => 'perl <&>'), text(newPassword => '123'));
    check($call->('WEBWebUserChangePassword', @back)->result eq 'true', 'the password is changed back');

    # A letter beyond ASCII, first as its byte of ISO-8859-1, then as its bytes of UTF-8, is the same password.
    my $letters = "p\xE4ss";
    utf8::upgrade($letters);
    $xweb->encoding('iso-8859-1');
    my @latin = (text(recno => '82457'), text(oldPassword => '123'), text(newPassword => $letters));
    check($call->('WEBWebUserChangePassword', @latin)->result eq 'true', 'a message in ISO-8859-1 is read');
    $xweb->encoding('utf-8');
    my @utf8 = (text(recno => '82457'), text(oldPassword => $letters), text(newPassword => '123'));
    check($call->('WEBWebUserChangePassword', @utf8)->result eq 'true', 'its letters are what they are in UTF-8');

    my $archer = 'http://archer-tech.com/webservices/';
    my $general = proxy("$base/ws/general.asmx", $archer, $version);
    my $access = proxy("$base/ws/accesscontrol.asmx", $archer, $version);
    my $session = $general->call('CreateUserSessionFromInstance',
        text(password => 'Sysadmin-1'), text(instanceName => 'Default'), text(userName => 'sysadmin'))->result;
    check($session =~ /^[0-9A-F]{32}$/, 'a session token, the parameters in another order');
    check($access->call('LookupUserId', text(sessionToken => $session), text(username => 'sample.user'))->result == 123, 'LookupUserId');
    my $answer = $access->call('ChangePassword', text(sessionToken => $session), text(userId => '123'), text(password => "Perl-$session"));
    check($answer->result == 1, 'ChangePassword');
    my $refused = $access->call('ChangePassword', text(sessionToken => $session), text(userId => 'x'), text(password => 'x'));
    check($refused->fault, 'a user id that is no number must be refused');
}

# The contract: SOAP::Lite loads it without a warning and makes a method of every operation. (Its calls leave parameters without a namespace,
# which ASP.NET does not recognise, so the calls above are made without it.)
for my $page ('xweb/secure/netForumXML.asmx', 'ws/general.asmx', 'ws/accesscontrol.asmx') {
    my $service = SOAP::Lite->service("$base/$page?wsdl");
    my %operation = ('xweb/secure/netForumXML.asmx' => 'TestConnection', 'ws/general.asmx' => 'TerminateSession',
        'ws/accesscontrol.asmx' => 'ChangePassword');
    check($service->can($operation{$page}), "the contract of $page");
    check($service->TestConnection() eq 'Success', 'a call made from the contract') if $page =~ /xweb/;
}
print "SOAP::Lite $SOAP::Lite::VERSION: $checks checks\n";
