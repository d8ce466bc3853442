<?php
/** One server for a run, and a site of its own for each test. */
trait Understudy
{
    private static ?array $server = null;
    private array $site;

    /** @before */
    public function makeSite(): void
    {
        self::$server ??= self::start();
        $this->site = self::call('/api/sites', ['ttl' => '1h', 'settings' => ['reveal' => true]]); // name, url, host
    }

    /** @after */
    public function expectNoStrayCalls(): void { $this->expectCalls(['outcome' => ['malformed', 'unknown', 'failed']], 'never'); }

    private static function start(): array
    {
        $options = ['--listen=127.0.0.1:0', '--admin-listen=127.0.0.1:0', '--unknown-prefix=refuse', '--exit-on-stdin-close'];
        $process = proc_open(['understudy', 'serve', ...$options], [['pipe', 'r'], ['pipe', 'w']], $pipes);
        register_shutdown_function(fn() => fclose($pipes[0]) && proc_close($process)); // the end of this process closes the pipe too
        preg_match('/^understudy ready url=\S+ admin=(\S+)/', fgets($pipes[1]), $ready) or die('the server did not start');
        return ['admin' => $ready[1], 'pipes' => $pipes];
    }

    private static function call(string $path, array $body): array
    {
        $http = ['method' => 'POST', 'header' => 'Content-Type: application/json', 'content' => json_encode($body), 'ignore_errors' => true];
        return json_decode(file_get_contents(self::$server['admin'] . $path, false, stream_context_create(['http' => $http])), true);
    }

    private function expectCalls(array $match, int|string $times = 1): void
    {
        $answer = self::call('/api/requests/verify', ['site' => $this->site['name'], 'match' => $match, 'times' => $times]);
        $console = self::$server['admin'] . '/requests?site=' . $this->site['name'];
        self::assertTrue($answer['verified'] ?? false, ($answer['error']['message'] ?? '') . "\n" . $console);
    }
}
