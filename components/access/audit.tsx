/** Who did what: my own lines, everyone's for the auditor, and the switch that asks for reasons. */
import { useState } from 'react';
import type { ScreenProps } from '@/components/shell/screen';
import { useAnnounce } from '@/components/ui/announce';
import { BackLink, Button, LinkButton, PlaceLink } from '@/components/ui/button';
import { EmptyState, SummaryList } from '@/components/ui/facts';
import { refusal, type FieldError } from '@/components/ui/field-error';
import { ErrorSummary } from '@/components/ui/form';
import { Heading, SubHeading } from '@/components/ui/heading';
import { saveFile } from '@/components/ui/save-file';
import { dayAndTime } from '@/components/ui/time-words';
import { useOrder, useView } from '@/components/use-link';
import type { AuditLineView, AuditView } from '@/lib/session/views';

const DID = {
  view: 'Opened',
  add: 'Added',
  change: 'Changed',
  share: 'Shared',
  receive: 'Received',
  export: 'Exported',
  erase: 'Erased',
} as const satisfies Record<AuditLineView['what'], string>;

function Lines({ audit, isAll }: { readonly audit: AuditView; readonly isAll: boolean }) {
  if (audit.lines.length === 0) return <EmptyState title="Nothing has been written here yet" />;
  return (
    <>
      <ul className="app-rows" aria-label={isAll ? 'What everyone did' : 'What you did'}>
        {audit.lines.map((line) => (
          <li className="app-rows__row" key={line.key}>
            <strong>
              {isAll ? `${line.who}: ` : ''}
              {isAll ? DID[line.what].toLowerCase() : DID[line.what]} {line.subject}
            </strong>
            {line.details === '' ? null : <p>{line.details}</p>}
            <p className="app-quiet">{dayAndTime(line.at)}</p>
          </li>
        ))}
      </ul>
      {audit.hasMore ? (
        <p className="app-quiet">
          Older lines are not shown here.{isAll ? ' The exported file holds all of them.' : ''}
        </p>
      ) : null}
    </>
  );
}

function Export() {
  const order = useOrder();
  const [file, setFile] = useState<string | null>(null);
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const make = async () => {
    const answer = await order('exportAudit', {});
    setErrors(refusal(answer));
    setFile(answer.state === 'done' ? answer.value : null);
  };
  return (
    <>
      <ErrorSummary errors={errors} />
      <Button
        kind="secondary"
        onClick={() => {
          void make();
        }}
      >
        Export all lines
      </Button>
      {file === null ? null : (
        <>
          <p>The file is not sealed. Keep it where your organisation keeps such records.</p>
          <Button
            onClick={() => {
              saveFile(file, 'who-did-what.csv', 'text/csv');
            }}
          >
            Save the file
          </Button>
        </>
      )}
    </>
  );
}

function Reasons({ isOn, canSet }: { readonly isOn: boolean; readonly canSet: boolean }) {
  const order = useOrder();
  const say = useAnnounce();
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const set = async () => {
    const answer = await order('setReasons', { isOn: !isOn });
    setErrors(refusal(answer));
    if (answer.state === 'done') {
      say(isOn ? 'People are not asked why.' : 'People are asked why before a record opens.');
    }
  };
  return (
    <section aria-labelledby="reasons">
      <SubHeading id="reasons">Reasons</SubHeading>
      <ErrorSummary errors={errors} />
      <SummaryList
        facts={[
          {
            key: 'Ask why before a record opens',
            value: isOn ? 'On, for everyone' : 'Off',
            ...(canSet
              ? {
                  action: (
                    <LinkButton
                      about="asking why before a record opens"
                      onClick={() => {
                        void set();
                      }}
                    >
                      {isOn ? 'Switch off' : 'Switch on'}
                    </LinkButton>
                  ),
                }
              : {}),
          },
        ]}
      />
    </section>
  );
}

/** `id` is nothing, or `all`. */
export function Audit({ id, go }: ScreenProps) {
  const app = useView('app');
  const isAll = id === 'all';
  const audit = useView('audit', isAll ? 'all' : null);
  if (app?.stage !== 'open') return null;
  return (
    <>
      <BackLink
        onClick={() => {
          go(isAll ? { screen: 'audit', id: null } : { screen: 'more', id: null });
        }}
      >
        {isAll ? 'Your own lines' : 'More'}
      </BackLink>
      <Heading caption={app.notebook.name}>
        {isAll ? 'Who did what: everyone' : 'Who did what'}
      </Heading>
      {isAll ? (
        app.isAuditor ? (
          <Export />
        ) : null
      ) : (
        <>
          <p>
            Your own lines. Nobody can change them.{' '}
            {app.isAuditor ? 'You read' : 'The auditor reads'} everyone’s.
          </p>
          {app.isAuditor ? (
            <p>
              <PlaceLink place={{ screen: 'audit', id: 'all' }} go={go}>
                Read and export everyone’s lines
              </PlaceLink>
            </p>
          ) : null}
        </>
      )}
      {audit === undefined ? null : <Lines audit={audit} isAll={isAll} />}
      {isAll ? null : <Reasons isOn={app.asksReasons} canSet={app.mayInvite} />}
    </>
  );
}
