import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'

export interface MenuItem {
  readonly key: string
  readonly label: ReactNode
  readonly icon?: ReactNode
  /** An address of the server's, to download; without it the item acts. */
  readonly download?: string
  readonly onChoose?: () => void
}

export interface MenuSection {
  readonly title?: string
  readonly items: readonly MenuItem[]
}

interface MenuProps {
  label: string
  /** A point of the window beside which it opens. */
  at: { x: number; y: number }
  sections: readonly MenuSection[]
  onClose: () => void
}

/** Space between the menu and the edge of the window. */
const EDGE = 8

/** What can be done, as a list under the pointer: arrow keys go through it, letters find, Escape leaves. */
export function Menu({ label, at, sections, onClose }: MenuProps) {
  const box = useRef<HTMLDivElement>(null)
  const back = useRef<Element | null>(null)
  const [place, setPlace] = useState<{ left: number; top: number } | null>(null)
  const close = useRef(onClose)
  close.current = onClose

  useLayoutEffect(() => {
    const { width = 0, height = 0 } = box.current?.getBoundingClientRect() ?? {}
    const within = (want: number, size: number, room: number) =>
      Math.max(EDGE, Math.min(want, room - size - EDGE))
    setPlace({
      left: within(at.x, width, window.innerWidth),
      top: within(at.y + 4, height, window.innerHeight),
    })
  }, [at])

  useEffect(() => {
    back.current = document.activeElement
    const onPointer = (event: PointerEvent) => {
      if (event.target instanceof Node && box.current?.contains(event.target)) return
      close.current()
    }
    const leave = () => close.current()
    document.addEventListener('pointerdown', onPointer)
    window.addEventListener('resize', leave)
    window.addEventListener('popstate', leave)
    return () => {
      document.removeEventListener('pointerdown', onPointer)
      window.removeEventListener('resize', leave)
      window.removeEventListener('popstate', leave)
    }
  }, [])

  // Before it has its place it is not seen, and what is not seen takes no focus.
  const placed = place !== null
  useEffect(() => {
    if (placed) itemsOf(box.current)[0]?.focus()
  }, [placed])

  const leave = () => {
    onClose()
    if (back.current instanceof HTMLElement || back.current instanceof SVGElement) back.current.focus()
  }
  const onKey = (event: KeyboardEvent) => {
    const items = itemsOf(box.current)
    const now = items.indexOf(document.activeElement as HTMLElement)
    const to = (index: number) => {
      event.preventDefault()
      items[(index + items.length) % items.length]?.focus()
    }
    if (event.key === 'ArrowDown') to(now + 1)
    else if (event.key === 'ArrowUp') to(now - 1)
    else if (event.key === 'Home') to(0)
    else if (event.key === 'End') to(items.length - 1)
    else if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault()
      event.stopPropagation()
      leave()
    } else if (event.key.length === 1 && /\S/.test(event.key)) {
      const letter = event.key.toLowerCase()
      const order = [...items.slice(now + 1), ...items.slice(0, now + 1)]
      order.find(item => item.textContent?.trim().toLowerCase().startsWith(letter))?.focus()
    }
  }
  return (
    <div
      ref={box}
      role="menu"
      tabIndex={-1}
      aria-label={label}
      className={place === null ? 'menu menu-measured' : 'menu'}
      style={place ?? { left: 0, top: 0 }}
      onKeyDown={onKey}
    >
      {sections.map((section, index) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a menu
        <div
          key={section.title ?? index}
          role="group"
          className="menu-section"
          aria-label={section.title ?? label}
        >
          {section.title !== undefined && (
            <div className="menu-title" aria-hidden="true">
              {section.title}
            </div>
          )}
          {section.items.map(item =>
            item.download !== undefined ? (
              <a
                key={item.key}
                role="menuitem"
                tabIndex={-1}
                className="menu-item"
                href={item.download}
                download
                onClick={leave}
              >
                {item.icon}
                {item.label}
              </a>
            ) : (
              <button
                key={item.key}
                type="button"
                role="menuitem"
                tabIndex={-1}
                className="menu-item"
                onClick={() => {
                  leave()
                  item.onChoose?.()
                }}
              >
                {item.icon}
                {item.label}
              </button>
            ),
          )}
        </div>
      ))}
    </div>
  )
}

function itemsOf(box: HTMLElement | null): HTMLElement[] {
  return [...(box?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])]
}
