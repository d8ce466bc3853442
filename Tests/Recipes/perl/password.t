# One server for a test file, and a site of its own for each test.
use strict; use warnings;
use HTTP::Tiny;
use IPC::Open2;
use JSON::PP;
use SOAP::Lite;
use Test::More;

my @options = qw(--listen=127.0.0.1:0 --admin-listen=127.0.0.1:0 --unknown-prefix=refuse --exit-on-stdin-close);
my $process = open2(my $server, my $input, 'understudy', 'serve', @options);    # the end of this process closes its input
END { if ($process) { local $?; close $input; waitpid $process, 0 } }
my ($admin) = (readline($server) // '') =~ /^understudy ready url=\S+ admin=(\S+)/ or die 'the server did not start';

sub call {
    my ($path, $body) = @_;
    my $answer = HTTP::Tiny->new->post($admin . $path, { headers => { 'Content-Type' => 'application/json' }, content => encode_json($body) });
    return decode_json($answer->{content});
}
sub expect_calls {
    my ($site, $match, $times) = @_;
    my $answer = call('/api/requests/verify', { site => $site->{name}, match => $match, times => $times });
    ok($answer->{verified}, 'the calls are as expected') or diag("$answer->{error}{message}\n$admin/requests?site=$site->{name}");
}
sub test_in_site {
    my ($name, $test, $site) = (@_, call('/api/sites', { ttl => '1h', settings => { reveal => \1 } }));    # name, url, host
    subtest $name => sub { $test->($site); expect_calls($site, { outcome => [qw(malformed unknown failed)] }, 'never') };
}

test_in_site 'a wrong old password' => sub {
    my ($site) = @_;
    my $xweb = SOAP::Lite->new(proxy => "$site->{url}/xweb/secure/netForumXML.asmx")->default_ns('http://www.avectra.com/2005/');
    $xweb->on_action(sub { '"' . join('', @_) . '"' })->autotype(0);
    my $token = SOAP::Header->name('Token' => 'df3d1644-ba3e-4dc7-8399-ae06ee6063e5');
    my $header = SOAP::Header->name('AuthorizationToken')->attr({ xmlns => 'http://www.avectra.com/2005/' })->value(\$token);
    my %given = (recno => '82457', oldPassword => 'wrong', newPassword => '12345678');
    my $answer = $xweb->call('WEBWebUserChangePassword', $header, map { SOAP::Data->name($_ => $given{$_})->type('string') } sort keys %given);
    is($answer->result, 'false', 'it is refused politely');
    expect_calls($site, { operation => 'WEBWebUserChangePassword', account => 'recno:82457', reason => 'wrong_password' }, 1);
};
done_testing;
