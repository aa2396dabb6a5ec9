/** What others need of keys: making and listing them, and what they allow. */
export { KEY_MEMORY_MS, KeyRing } from './credentials/key-ring.ts'
export {
  createKey,
  KeyError,
  type KeyInfo,
  listKeys,
  type NewKey,
  revokeKey,
  rotateKey,
} from './credentials/keys.ts'
export { mayRead, mayWrite, SCOPES } from './credentials/scopes.ts'
