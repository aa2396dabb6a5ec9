import { Component, type ReactNode } from 'react'
import { texts } from '../texts.ts'

interface GuardProps {
  children: ReactNode
  /** What stands in the place of what broke. */
  fallback?: ReactNode
}

/** A part that cannot be drawn must not take the application with it. */
export class Guard extends Component<GuardProps, { problem: string | null }> {
  override state: { problem: string | null } = { problem: null }

  static getDerivedStateFromError(error: unknown) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }

  override render() {
    if (this.state.problem === null) return this.props.children
    if (this.props.fallback !== undefined) return this.props.fallback
    return (
      <div className="page-state" role="alert">
        <h2>{texts.states.broken}</h2>
        <p>{this.state.problem}</p>
        <button type="button" className="button button-main" onClick={() => window.location.reload()}>
          {texts.states.reload}
        </button>
      </div>
    )
  }
}
