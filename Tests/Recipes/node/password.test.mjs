import test from 'node:test'
import assert from 'node:assert/strict'
import { makeSite } from './understudy.mjs'

test('a wrong old password', async (t) => {
    const site = await makeSite(t)
    const form = new URLSearchParams({
        method: 'changePassword', api_key: 'open', v: '1.0', response_format: 'json', login_name: 'apiadmin', login_password: 'api-secret',
        cons_id: '1000121', old_password: 'wrong', user_password: 'new-secret', retype_password: 'new-secret', reminder_hint: 'stars' })
    const answer = await fetch(`${site.url}/site/SRConsAPI`, { method: 'POST', body: form, headers: { Origin: 'https://www.example.org' } })
    assert.ok((await answer.json()).errorResponse)
    await site.expect({ operation: 'changePassword', reason: 'wrong_password' })
})
