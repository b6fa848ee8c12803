import '../styles/reportPage.css';
import { render } from 'preact';
import { type PackedReport, unpackReport } from '../../core/report/packedReport.ts';
import { ReportView } from '../components/reportView.tsx';

const root = document.getElementById('root');
const text = document.getElementById('data')?.textContent;
if (root !== null && text) render(<ReportView data={unpackReport(JSON.parse(text) as PackedReport)} />, root);
