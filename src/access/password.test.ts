import { expect, test } from 'vitest'
import { Passwords, weakness } from './password.ts'

const CHEAP = { ln: 4, r: 8, p: 1 }

test('a password is known again, however its characters were typed, and no other is', async () => {
  const passwords = new Passwords(CHEAP)
  const stored = await passwords.hash('Grüße aus dem Süden')
  expect(stored).toMatch(/^\$scrypt\$ln=4,r=8,p=1\$[\w-]{22}\$[\w-]{43}$/)
  expect(await passwords.hash('Grüße aus dem Süden')).not.toBe(stored)
  expect(await passwords.matches('Grüße aus dem Süden'.normalize('NFD'), stored)).toBe(true)
  expect(await passwords.matches('grüße aus dem süden', stored)).toBe(false)
  expect(await passwords.matches('', '')).toBe(false)
})

test('a hash made at another cost is good, and is to be made anew', async () => {
  const stored = await new Passwords(CHEAP).hash('correct horse battery staple')
  const dearer = new Passwords({ ...CHEAP, ln: 5 })
  expect(await dearer.matches('correct horse battery staple', stored)).toBe(true)
  expect([dearer.isOutdated(stored), new Passwords(CHEAP).isOutdated(stored)]).toEqual([true, false])
})

test('whoever waits for too many others is told so', async () => {
  const passwords = new Passwords(CHEAP)
  const stored = await passwords.hash('x')
  const attempts = await Promise.allSettled(Array.from({ length: 80 }, () => passwords.matches('x', stored)))
  const refused = attempts.filter(({ status }) => status === 'rejected')
  expect(refused).toHaveLength(28)
  expect(refused[0]).toMatchObject({ reason: { status: 503 } })
})

test('what is guessed first is refused; any characters will do', () => {
  for (const password of [
    'correct horse battery staple',
    '🐘🐘 in the garden 🌳',
    '                a b c d e f g',
    'x7#Kq!zR0pWmL2v',
  ])
    expect(weakness(password, 'ada@example.com'), password).toBeUndefined()
  expect(weakness('fourteen chars', 'ada')).toMatch(/has 14 characters; it needs at least 15/)
  expect(weakness('x'.repeat(1_001), 'ada')).toMatch(/1000 are allowed/)
  for (const password of [
    'aaaaaaaaaaaaaaaaaaaa',
    'abababababababababab',
    'passwordpassword1',
    'debriefdebrief2026',
    'ada@example.com1',
    'Ada.Lovelace.2026',
    'qwertyuiopasdfghjkl',
    '12345678901234567890',
  ])
    expect(weakness(password, 'ada.lovelace@example.com'), password).toMatch(/too easy to guess/)
})
