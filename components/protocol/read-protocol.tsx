/** Reads a protocol from a file: what is wrong with it is listed, and what is right becomes a draft, never a version by itself. */
import './protocol.scss';
import { useState } from 'react';
import { draftOfFile } from './draft';
import { useProtocolDraft } from './use-protocol-draft';
import type { ScreenProps } from '@/components/shell/screen';
import { BackLink } from '@/components/ui/button';
import { EmptyState, Warning } from '@/components/ui/facts';
import { refusal, type FieldError } from '@/components/ui/field-error';
import { ErrorSummary } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { Question } from '@/components/ui/question';
import { useView } from '@/components/use-link';
import {
  LONGEST_PROTOCOL_FILE,
  readProtocolFile,
  type ProtocolFileRead,
} from '@/lib/domain/protocol-file';
import type { ProtocolLineView } from '@/lib/session/views';

const FIELD = 'file';

const faultsAs = (faults: readonly string[]): readonly FieldError[] =>
  faults.map((text) => ({ field: FIELD, text }));

/** A file that is too large is refused before any of it is read. */
const readChosen = async (file: File): Promise<ProtocolFileRead> => {
  if (file.size > LONGEST_PROTOCOL_FILE * 4) {
    return { state: 'refused', faults: ['The file is larger than 2 MB'] };
  }
  try {
    return readProtocolFile(await file.text());
  } catch {
    return { state: 'refused', faults: ['The file cannot be read'] };
  }
};

function ReadFile({
  lines,
  go,
}: {
  readonly lines: readonly ProtocolLineView[];
  readonly go: ScreenProps['go'];
}) {
  const { draft, keep } = useProtocolDraft();
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const read = async (file: File) => {
    const found = await readChosen(file);
    if (found.state === 'refused') {
      setErrors(faultsAs(found.faults));
      return;
    }
    const next = draftOfFile(found.protocol, file.name, { key: String(Date.now()), lines });
    const answer = await keep(next);
    setErrors(refusal(answer));
    if (answer.state === 'done') go({ screen: 'protocol-draft', id: 'check' });
  };
  if (draft === undefined) return null;
  return (
    <>
      <ErrorSummary errors={errors} />
      <Heading>Read a protocol from a file</Heading>
      <p>
        The file is checked first. If it is right, you see what it says before anything is
        published.
      </p>
      {draft === null ? null : (
        <Warning>
          You are changing {draft.protocol.name}. A file that is right takes its place.
        </Warning>
      )}
      <Question
        question={{
          id: FIELD,
          label: 'Protocol file',
          hint: 'A file saved from Liaison Notebook, up to 2 MB.',
          error: errors.length === 0 ? null : 'This file cannot be used. Nothing was changed',
        }}
      >
        <input
          className="app-file"
          id={FIELD}
          name={FIELD}
          type="file"
          accept=".json,application/json"
          aria-describedby={`${FIELD}-hint${errors.length === 0 ? '' : ` ${FIELD}-error`}`}
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            // The same file may be chosen again once it was put right.
            event.target.value = '';
            if (file !== undefined) void read(file);
          }}
        />
      </Question>
    </>
  );
}

export function ReadProtocol({ go }: ScreenProps) {
  const all = useView('protocols');
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'protocols', id: null });
        }}
      >
        Protocols
      </BackLink>
      {all === undefined ? null : all.mayPublish ? (
        <ReadFile lines={all.lines} go={go} />
      ) : (
        <>
          <Heading>Read a protocol from a file</Heading>
          <EmptyState title="Only those who can invite and remove people may do this" />
        </>
      )}
    </>
  );
}
