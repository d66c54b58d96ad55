/** The toolbar of a note: one stop for the Tab key, arrows within it, Escape back to the text. */
import { useEditorState, type Editor } from '@tiptap/react';
import { useId, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { addressFrom } from './note-address';
import { MAIN_TOOLS, MORE_TOOLS, UNDO, type NoteTool } from './note-tools';

export interface NamedPerson {
  readonly id: string;
  readonly name: string;
}

const ICONS: Readonly<Record<string, ReactNode>> = {
  bullets: <path d="M3 4.5h3v3H3zM8 5h9v2H8zM3 12.5h3v3H3zM8 13h9v2H8z" />,
  numbers: (
    <path d="M8 5h9v2H8zM8 13h9v2H8zM3.2 3.6 5 3v5H3.8V4.6l-.8.2zM2.8 11.9c1-.9 3-.6 3 .8 0 .8-.7 1.3-1.4 2h1.5v1.1H2.7v-1c.9-.9 1.8-1.600 1.8-2 0-.5-.7-.5-1.200 0z" />
  ),
  undo: (
    <path d="M8 3 3 8l5 5V9.700c3.500 0 5.500 1.300 6.500 5.300 1.500-5-1.500-8.700-6.500-8.700z" />
  ),
  more: <path d="M2.500 8.500h3v3h-3zM8.500 8.500h3v3h-3zM14.500 8.500h3v3h-3z" />,
};

function Face({ face }: { readonly face: string }) {
  const icon = ICONS[face];
  return icon === undefined ? (
    <span aria-hidden={face.length === 1}>{face}</span>
  ) : (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" fill="currentColor">
      {icon}
    </svg>
  );
}

function ToolButton({
  editor,
  tool,
  isStop = false,
}: {
  readonly editor: Editor;
  readonly tool: NoteTool;
  /** Whether the Tab key finds this one before anyone has been in the toolbar. */
  readonly isStop?: boolean;
}) {
  const isOn = useEditorState({ editor, selector: () => tool.isOn?.(editor) ?? null });
  return (
    <button
      type="button"
      className="app-note__tool"
      tabIndex={isStop ? 0 : -1}
      title={tool.keys === null ? tool.name : `${tool.name} (${tool.keys})`}
      aria-label={tool.face === tool.name ? undefined : tool.name}
      aria-pressed={isOn ?? undefined}
      aria-keyshortcuts={tool.keys ?? undefined}
      onClick={() => {
        tool.run(editor);
        // At once, and not in the next frame as the tools do: a key may follow.
        editor.view.focus();
      }}
    >
      <Face face={tool.face} />
    </button>
  );
}

function WordButton({
  children,
  label,
  isOpen,
  onClick,
}: {
  readonly children: ReactNode;
  readonly label?: string;
  readonly isOpen?: boolean;
  readonly onClick: () => void;
}) {
  return (
    <button
      type="button"
      className="app-note__tool"
      tabIndex={-1}
      aria-label={label}
      title={label}
      aria-expanded={isOpen}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 } as const;
const stepOf = (key: string): number =>
  key === 'ArrowRight' || key === 'ArrowDown' || key === 'ArrowLeft' || key === 'ArrowUp'
    ? STEPS[key]
    : 0;

const toolsIn = (bar: HTMLElement): readonly HTMLElement[] => [
  ...bar.querySelectorAll<HTMLElement>('.app-note__tool'),
];

/** Gives the focus to one tool, and makes it the one that the Tab key comes back to. */
function visit(bar: HTMLElement, tool: HTMLElement | undefined): void {
  if (tool === undefined) return;
  for (const each of toolsIn(bar)) each.tabIndex = each === tool ? 0 : -1;
  tool.focus();
}

/** Puts the focus on the tool that was used last. */
export const enterToolbar = (bar: HTMLElement): void => {
  const tools = toolsIn(bar);
  visit(bar, tools.find((tool) => tool.tabIndex === 0) ?? tools[0]);
};

type Asking = 'link' | 'person' | null;

/** The row below the toolbar that asks for an address. */
function LinkRow({ editor, onDone }: { readonly editor: Editor; readonly onDone: () => void }) {
  const id = useId();
  const [linked] = useState(() => String(editor.getAttributes('link')['href'] ?? ''));
  const [typed, setTyped] = useState(linked);
  const [error, setError] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const put = (): void => {
    if (typed.trim() === '' && linked !== '') {
      editor.chain().focus().extendMarkRange('link').unsetLink().run();
      onDone();
      return;
    }
    const address = addressFrom(typed);
    if (address === null) {
      setError('Enter a web address, like www.example.org, or an email address');
      input.current?.focus();
      return;
    }
    const chain = editor.chain().focus().extendMarkRange('link');
    if (editor.state.selection.empty && !editor.isActive('link')) {
      chain
        .insertContent({
          type: 'text',
          text: typed.trim(),
          marks: [{ type: 'link', attrs: { href: address } }],
        })
        .run();
    } else {
      chain.setLink({ href: address }).run();
    }
    onDone();
  };
  return (
    <div className="app-note__ask">
      <label className="govuk-label" htmlFor={id}>
        Web or email address
      </label>
      {error === null ? null : (
        <p className="govuk-error-message" id={`${id}-error`} role="alert">
          <span className="govuk-visually-hidden">Error:</span> {error}
        </p>
      )}
      <input
        ref={input}
        id={id}
        className={`govuk-input${error === null ? '' : ' govuk-input--error'}`}
        type="text"
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        // The person has just asked for this field.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        value={typed}
        aria-invalid={error === null ? undefined : true}
        aria-describedby={error === null ? undefined : `${id}-error`}
        onChange={(event) => {
          setTyped(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault();
            put();
          }
        }}
      />
      <button type="button" className="app-link-button" onClick={put}>
        {linked === ''
          ? 'Add the link'
          : typed.trim() === ''
            ? 'Remove the link'
            : 'Change the link'}
      </button>
    </div>
  );
}

export function NoteToolbar({
  editor,
  bar,
  controls,
  people,
  onAction,
  onDecision,
}: {
  readonly editor: Editor;
  readonly bar: RefObject<HTMLDivElement | null>;
  /** The id of the text that the tools change. */
  readonly controls: string;
  readonly people: readonly NamedPerson[];
  readonly onAction: () => void;
  readonly onDecision: () => void;
}) {
  const [isOpen, setIsOpen] = useState(false);
  const [asking, setAsking] = useState<Asking>(null);
  const ask = (what: Asking): void => {
    setAsking((now) => (now === what ? null : what));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      setAsking(null);
      // At once, and not in the next frame: the Tab key may follow.
      editor.view.focus();
      return;
    }
    const tools = toolsIn(event.currentTarget);
    const here = tools.findIndex((tool) => tool === document.activeElement);
    const step = stepOf(event.key);
    const next =
      event.key === 'Home'
        ? tools[0]
        : event.key === 'End'
          ? tools.at(-1)
          : step === 0
            ? undefined
            : tools.at((here + step) % tools.length);
    if (next === undefined || here === -1) return;
    event.preventDefault();
    visit(event.currentTarget, next);
  };
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- the tools take the focus, not the bar */}
      <div
        ref={bar}
        className="app-note__tools"
        role="toolbar"
        aria-label="Formatting"
        aria-controls={controls}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          const { target, currentTarget } = event;
          for (const tool of toolsIn(currentTarget)) tool.tabIndex = tool === target ? 0 : -1;
        }}
      >
        {MAIN_TOOLS.map((tool, place) => (
          <ToolButton key={tool.name} editor={editor} tool={tool} isStop={place === 0} />
        ))}
        <WordButton onClick={onAction}>Action</WordButton>
        <WordButton onClick={onDecision}>Decision</WordButton>
        <ToolButton editor={editor} tool={UNDO} />
        <WordButton
          label="More tools"
          isOpen={isOpen}
          onClick={() => {
            setIsOpen(!isOpen);
            setAsking(null);
          }}
        >
          <Face face="more" />
        </WordButton>
        {isOpen ? (
          <div className="app-note__more">
            {MORE_TOOLS.map((tool) => (
              <ToolButton key={tool.name} editor={editor} tool={tool} />
            ))}
            <WordButton
              isOpen={asking === 'link'}
              onClick={() => {
                ask('link');
              }}
            >
              Link
            </WordButton>
            <WordButton
              isOpen={asking === 'person'}
              onClick={() => {
                ask('person');
              }}
            >
              @ Name a person
            </WordButton>
          </div>
        ) : null}
      </div>
      {asking === 'link' ? (
        <LinkRow
          editor={editor}
          onDone={() => {
            setAsking(null);
          }}
        />
      ) : null}
      {asking === 'person' ? (
        <ul className="app-note__ask" aria-label="People">
          {people.map(({ id, name }) => (
            <li key={id}>
              <button
                type="button"
                className="app-link-button"
                onClick={() => {
                  editor
                    .chain()
                    .focus()
                    .insertContent([
                      { type: 'mention', attrs: { id, label: name } },
                      { type: 'text', text: ' ' },
                    ])
                    .run();
                  setAsking(null);
                }}
              >
                {name}
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}
