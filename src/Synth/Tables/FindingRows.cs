using System.Globalization;
using Opportune.Core;
using Opportune.Synth.Charts;
using Opportune.Synth.Reports;

namespace Opportune.Synth.Tables;

/// <summary>Writes a chart's exams as rows of imaging findings, and what each row says as truth.</summary>
internal sealed class FindingRows(string folder, MentionTruth truth) : IDisposable
{
    private readonly Sink _sink = new(folder, Table.ImagingFindings);

    public void Write(Chart chart, Draw draw)
    {
        var composer = new Composer(draw, chart.Person);
        var layout = new Layout(draw);
        for (var number = 0; number < chart.Exams.Count; number++)
        {
            var exam = chart.Exams[number];
            var accession = string.Create(CultureInfo.InvariantCulture, $"A{chart.Person.Id.AsSpan(1)}.{number + 1}");
            var row = 0;
            if (exam.HasText)
            {
                foreach (var text in layout.Set(composer.Compose(exam)))
                {
                    var id = Begin(chart, exam, accession, ref row, text.Line, text.Section);
                    _sink.Text(text.Text).Skip(5);
                    End(chart, exam, draw);
                    foreach (var (statement, section) in text.Statements)
                        truth.Write(id, chart.Person.Id, statement, section, "text");
                }
            }
            foreach (var coded in exam.Coded)
            {
                var id = Begin(chart, exam, accession, ref row, null, null);
                _sink.Skip().Text(coded.System).Text(coded.Code).Text(coded.Presence).Skip(2);
                End(chart, exam, draw);
                truth.Write(id, chart.Person.Id, coded.Statement, "", "code");
            }
        }
    }

    public void Finish() => _sink.Finish();

    public void Dispose() => _sink.Dispose();

    private string Begin(Chart chart, Exam exam, string accession, ref int row, int? line, string? section)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"F{accession.AsSpan(1)}.{++row}");
        _sink.Text(id).Text(chart.Person.Id).Text(accession).Day(exam.Date).Text(exam.Kind.Modality).Day(exam.ReportDate).Text(exam.Status)
            .Whole(line).Text(exam.Kind.BodyPart).Text(section);
        return id;
    }

    private void End(Chart chart, Exam exam, Draw draw) =>
        _sink.Text(chart.Person.Site.Id).Text(exam.Setting).Text(draw.Chance(0.8) ? chart.Person.Provider : null).EndRow();
}
