// One server for a test file, and a site of its own for each test.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { after } from 'node:test'
import assert from 'node:assert/strict'

const options = ['--listen=127.0.0.1:0', '--admin-listen=127.0.0.1:0', '--unknown-prefix=refuse', '--exit-on-stdin-close']
const server = spawn('understudy', ['serve', ...options], { stdio: ['pipe', 'pipe', 'inherit'] })
after(() => server.stdin.end()) // as the end of this process does, so that no server is left behind
const ready = (await createInterface(server.stdout)[Symbol.asyncIterator]().next()).value ?? ''
assert.match(ready, /^understudy ready /, 'the server did not start')
const admin = /admin=(\S+)/.exec(ready)[1]

const call = (path, body) =>
    fetch(admin + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })

export async function makeSite(test) {
    const site = await (await call('/api/sites', { ttl: '1h', settings: { reveal: true } })).json() // name, url, host
    site.expect = async (match, times = 1) => {
        const answer = await call('/api/requests/verify', { site: site.name, match, times })
        if (answer.ok) return
        const { error } = await answer.json()
        assert.fail(`${error.message}\n${admin}/requests?site=${site.name}`)
    }
    test.after(() => site.expect({ outcome: ['malformed', 'unknown', 'failed'] }, 'never')) // calls that no test means to make
    return site
}
