/** What went wrong, announced when it appears. */
export function Problem({ id, text }: { id: string; text: string | null }) {
  return (
    <p id={id} role="alert" className="sign-in-problem">
      {text}
    </p>
  )
}
