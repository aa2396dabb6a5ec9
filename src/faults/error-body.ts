/** An error's body in both shapes that the vendor documents. */
export function errorJson(code: string, message: string): string {
  return JSON.stringify({ code, message, error: { code, message } })
}
