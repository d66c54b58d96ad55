/** One secondment on paper: what is known, due, done and agreed, for whoever has no notebook. */
import './secondment-summary.scss';
import {
  agreedRows,
  dateRows,
  dutyTables,
  eventLines,
  meetingRows,
  summaryFacts,
} from './summary-words';
import { useOpenNotebook } from '@/components/secondment/open-notebook';
import { peopleFacts } from '@/components/secondment/secondment-record';
import { ActionBar } from '@/components/ui/action-bar';
import { BackLink, Button, type Go } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/choices';
import { SummaryList, Table } from '@/components/ui/facts';
import { refusal, type FieldError } from '@/components/ui/field-error';
import { ErrorSummary } from '@/components/ui/form';
import { Heading, SubHeading } from '@/components/ui/heading';
import { useOrder, useView } from '@/components/use-link';
import { formatDay } from '@/lib/domain/calendar';
import type { RecordId } from '@/lib/domain/record';
import type { SecondmentView } from '@/lib/session/views';
import { useEffect, useRef, useState } from 'react';

const CANNOT_PRINT: FieldError = {
  field: null,
  text: 'This browser does not print from its sidebar. Open the summary in a full tab and print it there',
};

/** Prints what is shown, and has the log say so whenever it is: by the keys of the browser too. */
function usePrinting(secondment: RecordId, hasPerformance: boolean) {
  const order = useOrder();
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const printed = useRef(0);
  useEffect(() => {
    const log = async (): Promise<void> => {
      printed.current += 1;
      setErrors(refusal(await order('printSummary', { secondment, hasPerformance })));
    };
    const begins = (): void => {
      void log();
    };
    window.addEventListener('beforeprint', begins);
    return () => {
      window.removeEventListener('beforeprint', begins);
    };
  }, [order, secondment, hasPerformance]);
  const print = (): void => {
    const before = printed.current;
    // Where it prints, the event comes before this returns; Chromium's side panel passes it over without a word.
    window.print();
    setErrors(printed.current === before ? [CANNOT_PRINT] : []);
  };
  return { errors, print };
}

function Paper({ view, stamp }: { readonly view: SecondmentView; readonly stamp: string }) {
  const events = eventLines(view);
  const meetings = meetingRows(view);
  const agreed = agreedRows(view);
  return (
    <article className="app-summary">
      <Heading caption={`${view.team.name} ${view.team.label}`}>
        Summary of the secondment of {view.title}
      </Heading>
      <p className="app-quiet">{stamp}</p>
      <SummaryList facts={summaryFacts(view)} />
      <SubHeading>People</SubHeading>
      <SummaryList facts={peopleFacts(view)} />
      <SubHeading>Dates</SubHeading>
      <Table
        caption="Dates of this secondment, without monthly returns"
        columns={[{ heading: 'Date' }, { heading: 'What' }, { heading: 'State' }]}
        rows={dateRows(view)}
      />
      <SubHeading>What the protocol asks for</SubHeading>
      {dutyTables(view).map(({ caption, rows }) => (
        <Table
          key={caption}
          caption={caption}
          columns={[{ heading: 'What' }, { heading: 'Due' }, { heading: 'State' }]}
          rows={rows}
        />
      ))}
      <SubHeading>What happened</SubHeading>
      {events.length === 0 ? (
        <p>Nothing recorded.</p>
      ) : (
        <ul className="app-summary__events">
          {events.map(({ key, title, more }) => (
            <li key={key}>
              {title}
              {more === '' ? null : <span className="app-duties__note">{more}</span>}
            </li>
          ))}
        </ul>
      )}
      <SubHeading>Meetings held</SubHeading>
      {meetings.length === 0 ? (
        <p>None recorded.</p>
      ) : (
        <Table
          caption="By date"
          columns={[{ heading: 'Meeting' }, { heading: 'When' }]}
          rows={meetings}
        />
      )}
      <SubHeading>What was agreed</SubHeading>
      {agreed.length === 0 ? (
        <p>None recorded.</p>
      ) : (
        <Table
          caption="Costs, standing terms, rights and rules"
          columns={[{ heading: 'What' }, { heading: 'State' }]}
          rows={agreed}
        />
      )}
      <p className="app-summary__stamp">{stamp}</p>
    </article>
  );
}

export function SecondmentSummary({ id, go }: { readonly id: RecordId; readonly go: Go }) {
  const notebook = useOpenNotebook();
  const [isTicked, setTicked] = useState(false);
  const without = useView('summary', id);
  const shown = useView('summary', isTicked ? `${id}|performance` : id);
  const readsPerformance = without?.readsPerformance ?? false;
  const hasPerformance = isTicked && readsPerformance;
  const { errors, print } = usePrinting(id, hasPerformance);
  if (notebook === null || without === undefined || without === null) return null;
  return (
    <>
      <div className="app-summary__screen">
        <BackLink
          onClick={() => {
            go({ screen: 'secondment', id });
          }}
        >
          {without.secondment.title}
        </BackLink>
        <ErrorSummary errors={errors} />
        <p>
          Paper is not sealed. The log of this notebook says that you printed it. Longer texts stay
          in the notebook.
        </p>
        <p>
          {/* The same place is shown there, in a page that every browser prints. */}
          <a className="govuk-link" href={window.location.href} target="_blank" rel="noopener">
            Open in a full tab
          </a>
        </p>
        {readsPerformance && (
          <Checkbox
            id="summary-performance"
            label="Include performance"
            hint="Concerns, discipline, grievances and an end for performance. Only for those who may know."
            isTicked={isTicked}
            onChange={setTicked}
          />
        )}
      </div>
      {shown === undefined || shown === null ? null : (
        <>
          <Paper
            view={shown.secondment}
            stamp={`Made from “${notebook.notebook.name}” by ${notebook.me.name} on ${formatDay(notebook.today)}${
              hasPerformance ? ', with performance' : ''
            }.`}
          />
          <ActionBar>
            <Button
              onClick={() => {
                print();
              }}
            >
              Print
            </Button>
          </ActionBar>
        </>
      )}
    </>
  );
}
