using System.Globalization;
using System.Text;
using Opportune.Core;
using Opportune.Sources.Snapshots;
using static Opportune.Sources.Snapshots.CanonicalColumns;

namespace Opportune.Sources.Hl7;

/// <summary>Turns the reports, people and merges of messages into canonical rows. Not thread-safe: one a file.</summary>
internal sealed class Hl7Mapping(Hl7Source source, Func<Table, PartWriter> rows)
{
    private readonly PartWriter?[] _parts = new PartWriter?[CanonicalTable.All.Count];
    private readonly SortedDictionary<string, long> _unread = new(StringComparer.Ordinal);

    /// <summary>Values of OBX that are no text, code or number, by their type: an encapsulated document.</summary>
    public IReadOnlyDictionary<string, long> Unread => _unread;

    /// <summary>Whether OBR-24 says that its reports are read.</summary>
    public static bool IsRead(Hl7Message message, Hl7Report report, Hl7Source source) =>
        source.Services is null || source.Services.Contains(Text(message.Component(report.Orders[0].Obr, 24, 1)));

    /// <summary>Why no row can be made of a report, and the field at fault; null where one can.</summary>
    public static (string Rule, string Field)? Fault(Hl7Message message, Hl7Report report, Hl7Source source) =>
        report.Accession.Length == 0 ? ("no-accession", string.Join(" ", source.Accession.Select(p => $"{p.Segment}-{p.Field}")))
        : PatientOf(message, report.Pid, 3, source.Patient).IsEmpty ? ("no-patient", "PID-3")
        : report.Status is null ? ("unknown-status", "OBR-25")
        : message.Field(report.Orders[0].Obr, 7).IsEmpty ? ("no-date", "OBR-7")
        : Moment(message, report.Orders[0].Obr, 7, source) is null ? ("impossible-date", "OBR-7") : null;

    /// <summary>When a report's status changed, and when its message was sent; 0 where it is not said.</summary>
    public static (long Changed, long Sent) When(Hl7Message message, Hl7Report report, Hl7Source source)
    {
        var sent = Moment(message, 0, 7, source)?.Order ?? 0;
        return (Moment(message, report.Orders[0].Obr, 22, source)?.Order ?? sent, sent);
    }

    /// <summary>The patient's id in a field of identifiers.</summary>
    public static ReadOnlySpan<byte> PatientOf(Hl7Message message, int segment, int field, IdentifierRule rule)
    {
        for (var i = 0; segment >= 0 && i < message.Repetitions(segment, field); i++)
        {
            var one = message.Repetition(segment, field, i);
            if ((rule.System is null || Text(message.SubcomponentOf(message.ComponentOf(one, 4), 1)) == rule.System) && (rule.Type is null || Text(message.ComponentOf(one, 5)) == rule.Type)
                && message.Plain(message.ComponentOf(one, 1)) is { IsEmpty: false } id)
                return id;
        }
        return default;
    }

    /// <summary>Makes the rows of a report. The first line has number <paramref name="line"/> + 1.</summary>
    /// <returns>The number of its last line.</returns>
    public int Add(Hl7Message message, Hl7Report report, int line)
    {
        var (first, before) = (report.Orders[0].Obr, line);
        var exam = Moment(message, first, 7, source)!.Value.Day;
        var changed = Moment(message, first, 22, source)?.Day;
        var known = Moment(message, 0, 7, source)?.Day ?? changed;
        var said = new Said(PatientOf(message, report.Pid, 3, source.Patient).ToArray(), report, exam, changed, known, Modality(message, first));
        foreach (var (obr, end) in report.Orders)
        {
            line = Observations(message, said, obr, end, line);
            Procedure(message, said, obr);
        }
        // A report of which no word is left is still an exam.
        if (line == before && report.Status != Hl7Status.Withdrawn)
            Begin(message, said, ++line).End();
        return line;
    }

    /// <summary>Makes the row of a person.</summary>
    /// <returns>Whether it has an id and a day of birth.</returns>
    public bool AddPerson(Hl7Message message, int pid)
    {
        var id = PatientOf(message, pid, 3, source.Patient);
        if (id.IsEmpty || Moment(message, pid, 7, source) is not { } birth)
            return false;
        var row = Row(Table.Patients);
        row.Set(PatientId, id);
        row.SetDay(BirthDate, birth.Day);
        var sex = message.Component(pid, 8, 1);
        row.Set(CanonicalColumns.Sex, sex.SequenceEqual("F"u8) || sex.SequenceEqual("M"u8) ? sex : "U"u8);
        if (Moment(message, pid, 29, source) is { } died)
            row.SetDay(DeathDate, died.Day);
        else if (message.Component(pid, 30, 1).SequenceEqual("Y"u8))
            row.Set(Active, 0);
        row.Set(Mrn, PatientOf(message, pid, 3, source.RecordNumber));
        var (family, given) = (Text(message.Plain(message.SubcomponentOf(message.Component(pid, 5, 1), 1))), Text(message.Plain(message.Component(pid, 5, 2))));
        row.Set(DisplayName, Encoding.UTF8.GetBytes($"{given} {family}".Trim()));
        row.Set(Phone, message.Plain(message.Component(pid, 13, 1)));
        row.Set(Race, message.Plain(message.Component(pid, 10, 2)));
        row.Set(Language, message.Plain(message.Component(pid, 15, 1)));
        row.Set(Site, SiteOf(message, -1, -1));
        row.End();
        return true;
    }

    /// <summary>Makes the row of a merge: MRG-1 became PID-3.</summary>
    /// <returns>The rule that it breaks; null where it breaks none.</returns>
    public string? AddMerge(Hl7Message message)
    {
        var (pid, mrg) = (-1, -1);
        for (var i = 0; i < message.Count; i++)
            (pid, mrg) = (message.Is(i, "PID"u8) ? i : pid, message.Is(i, "MRG"u8) ? i : mrg);
        var to = PatientOf(message, pid, 3, source.Patient);
        var from = PatientOf(message, mrg, 1, source.Patient);
        if (to.IsEmpty || from.IsEmpty)
            return "no-patient";
        var row = Row(Table.PatientLinks);
        row.Set(PatientId, from);
        row.Set(ReplacedBy, to);
        row.SetDay(LinkedDate, Moment(message, 0, 7, source)?.Day);
        row.End();
        return null;
    }

    // Lines of one section that follow one another are one text, as they were dictated.
    private int Observations(Hl7Message message, Said said, int obr, int end, int line)
    {
        var (text, section, isPreliminary) = (new List<byte>(), "", false);
        for (var i = obr + 1; i < end; i++)
        {
            if (!message.Is(i, "OBX"u8))
                continue;
            var status = Text(message.Component(i, 11, 1));
            // Withdrawn, deleted, not obtained, not asked for.
            if (status is "W" or "D" or "X" or "N" or "I" or "O")
                continue;
            var name = message.Component(i, 3, 1);
            switch (Text(message.Component(i, 2, 1)))
            {
                case "TX" or "FT" or "ST":
                    var here = SectionOf(message, name);
                    if (here != section || status is "P" or "R" or "S" != isPreliminary)
                        line = Write(message, said, text, section, isPreliminary, line);
                    (section, isPreliminary) = (here, status is "P" or "R" or "S");
                    for (var k = 0; k < message.Repetitions(i, 5); k++)
                    {
                        if (text.Count > 0)
                            text.Add((byte)'\n');
                        text.AddRange(message.Plain(message.Repetition(i, 5, k)));
                    }
                    break;
                case "CE" or "CWE" or "CNE":
                    line = Write(message, said, text, section, isPreliminary, line);
                    for (var k = 0; k < message.Repetitions(i, 5); k++)
                        line = Code(message, said, message.Repetition(i, 5, k), status is "P" or "R" or "S", line);
                    break;
                case "NM":
                    Number(message, said, i, status);
                    break;
                case var type:
                    var known = type is "ED" or "RP" or "SN" or "DT" or "TM" or "TS" ? type : "other";
                    _unread[known] = _unread.GetValueOrDefault(known) + 1;
                    break;
            }
        }
        return Write(message, said, text, section, isPreliminary, line);
    }

    private int Write(Hl7Message message, Said said, List<byte> text, string section, bool isPreliminary, int line)
    {
        if (text.Count == 0)
            return line;
        var row = Begin(message, said, ++line, isPreliminary);
        row.Set(Section, Encoding.UTF8.GetBytes(section));
        row.Set(FindingText, text.ToArray());
        row.End();
        text.Clear();
        return line;
    }

    private int Code(Hl7Message message, Said said, ReadOnlySpan<byte> coded, bool isPreliminary, int line)
    {
        var code = message.Plain(message.ComponentOf(coded, 1));
        if (code.IsEmpty)
            return line;
        var row = Begin(message, said, ++line, isPreliminary);
        row.Set(CodeSystem, SystemOf(message.ComponentOf(coded, 3)));
        row.Set(CanonicalColumns.Code, code);
        row.End();
        return line;
    }

    // A measured value, such as a T-score, is a result of its own.
    private void Number(Hl7Message message, Said said, int obx, string status)
    {
        var (code, written) = (message.Plain(message.SubcomponentOf(message.Component(obx, 3, 1), 1)).ToArray(), Text(message.Component(obx, 5, 1)));
        if (code.Length == 0 || !double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            _unread["NM"] = _unread.GetValueOrDefault("NM") + 1;
            return;
        }
        var row = Row(Table.Results);
        row.Set(RowId, Encoding.UTF8.GetBytes($"{said.Report.Accession}.{Text(message.Component(obx, 1, 1))}"));
        row.Set(PatientId, said.Patient);
        row.Set(CodeSystem, SystemOf(message.Component(obx, 3, 3)));
        row.Set(CanonicalColumns.Code, code);
        row.Set(Display, message.Plain(message.Component(obx, 3, 2)));
        row.SetDay(Date, said.Exam);
        row.Set(Value, value);
        row.Set(Unit, message.Plain(message.Component(obx, 6, 1)));
        row.Set(Status, said.Report.Status == Hl7Status.Preliminary || status is "P" or "R" or "S" ? "preliminary"u8 : "final"u8);
        row.SetDay(RecordedAt, said.Known);
        row.End();
    }

    private void Procedure(Hl7Message message, Said said, int obr)
    {
        var code = message.Plain(message.Component(obr, 4, 1)).ToArray();
        if (code.Length == 0 || said.Report.Status == Hl7Status.Addendum)
            return;
        var row = Row(Table.Procedures);
        row.Set(RowId, Encoding.UTF8.GetBytes(said.Report.Accession));
        row.Set(PatientId, said.Patient);
        row.Set(CodeSystem, SystemOf(message.Component(obr, 4, 3)));
        row.Set(CanonicalColumns.Code, code);
        row.Set(Display, message.Plain(message.Component(obr, 4, 2)));
        row.SetDay(Date, said.Exam);
        row.Set(Status, said.Report.Status == Hl7Status.Preliminary ? "preliminary"u8 : "completed"u8);
        row.SetDay(RecordedAt, said.Known);
        row.End();
    }

    private RowBeingMade Begin(Hl7Message message, Said said, int line, bool isPreliminary = false)
    {
        var row = Row(Table.ImagingFindings);
        var obr = said.Report.Orders[0].Obr;
        row.Set(FindingId, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{said.Report.Accession}.{line}")));
        row.Set(PatientId, said.Patient);
        row.Set(Accession, Encoding.UTF8.GetBytes(said.Report.Accession));
        row.SetDay(ExamDate, said.Exam);
        row.Set(CanonicalColumns.Modality, Encoding.UTF8.GetBytes(said.Modality));
        row.SetDay(ReportDate, said.Changed);
        row.Set(ReportStatus, isPreliminary || said.Report.Status == Hl7Status.Preliminary ? "preliminary"u8
            : said.Report.Status == Hl7Status.Corrected ? "corrected"u8 : said.Report.Status == Hl7Status.Addendum ? "addendum"u8 : "final"u8);
        row.Set(Line, line);
        var name = message.Plain(message.Component(obr, 4, 2));
        row.Set(BodyPart, name);
        row.Set(Site, SiteOf(message, said.Report.Visit, obr));
        row.Set(Setting, said.Report.Visit < 0 ? default : Text(message.Component(said.Report.Visit, 2, 1)) switch
        {
            "I" => "inpatient"u8,
            "E" => "emergency"u8,
            "O" => "outpatient"u8,
            _ => default,
        });
        row.Set(Orderer, message.Plain(message.Component(obr, 16, 1)));
        row.SetDay(RecordedAt, said.Known);
        return row;
    }

    private RowBeingMade Row(Table table) => new(_parts[(int)table] ??= rows(table), table);

    private string Modality(Hl7Message message, int obr) =>
        ModalityRules.Of(source.Modalities, c => Text(message.Component(obr, 24, 1)) == c, c => Text(message.Component(obr, 4, 1)) == c, Text(message.Plain(message.Component(obr, 4, 2))))
        ?? source.OtherModality;

    private string SectionOf(Hl7Message message, ReadOnlySpan<byte> observation)
    {
        var suffix = Text(message.SubcomponentOf(observation, 2));
        return source.Sections.GetValueOrDefault(suffix.Length > 0 ? suffix : Text(message.SubcomponentOf(observation, 1))) ?? "";
    }

    private byte[] SystemOf(ReadOnlySpan<byte> said)
    {
        var text = Text(said);
        return Encoding.UTF8.GetBytes(source.CodeSystems.GetValueOrDefault(text) ?? $"local:{(text.Length == 0 ? "hl7" : text)}");
    }

    private ReadOnlySpan<byte> SiteOf(Hl7Message message, int visit, int obr) => source.Site is not { } place ? default
        : message.Plain(message.Component(place.Segment switch { "MSH" => 0, "PV1" => visit, "OBR" => obr, _ => -1 }, place.Field, place.Component));

    private static Hl7Moment? Moment(Hl7Message message, int segment, int field, Hl7Source source) =>
        segment < 0 ? null : Hl7Moment.Read(message.Component(segment, field, 1), source.Zone);

    private static string Text(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);

    /// <summary>What is said of the whole report.</summary>
    private sealed record Said(byte[] Patient, Hl7Report Report, int Exam, int? Changed, int? Known, string Modality);
}
