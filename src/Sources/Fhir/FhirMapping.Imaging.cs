using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Opportune.Core;
using Opportune.Sources.Snapshots;
using static Opportune.Sources.Snapshots.CanonicalColumns;
using E = Opportune.Sources.Fhir.Element;

namespace Opportune.Sources.Fhir;

/// <summary>Imaging reports and studies.</summary>
internal sealed partial class FhirMapping
{
    private readonly FhirResource _study = new();
    private readonly List<string> _attachments = [];

    /// <summary>Why an imaging report has no text: it says none.</summary>
    public const string NoText = "no-text";

    /// <summary>
    /// Of the last resource, where it is an imaging report that is used: "" where text of it was read, else why none was (<see cref="NoText"/>, or the kinds of its attachments);
    /// null of any other resource.
    /// </summary>
    public string? ReportText { get; private set; }

    /// <summary>Of the same report: of each attachment "" where it was read, else its kind.</summary>
    public IReadOnlyList<string> Attachments => _attachments;

    /// <summary>Whether a DiagnosticReport is an imaging report.</summary>
    public static bool IsImaging(FhirResource report, FhirRules rules)
    {
        foreach (var category in report.Items(Root, E.Category))
        {
            if (rules.ImagingCategories.Has(report.Text(category, E.Text)) || HasCoding(report, category, rules.ImagingCategories))
                return true;
        }
        return HasCoding(report, report.At(Root, E.Code), rules.ImagingCodes);
    }

    private FhirFate DiagnosticReport()
    {
        if (!IsImaging(_r, _rules))
            return FhirFate.Skipped("not-imaging");
        var patient = PatientOf();
        if (patient.IsEmpty)
            return NoPatient;
        var hasStudy = links.Find(References.Resolve(_r.Text(Root, E.ImagingStudy, E.Reference)), _study);
        var exam = Day(E.EffectiveDateTime).Else(Day(E.EffectivePeriod, E.Start));
        if (hasStudy)
            exam = exam.Else(_dates.Read(_study.Text(Root, E.Started)));
        if (!exam.IsThere)
            return FhirFate.Rejected(exam.Fault!, "effective");
        var id = Said(E.Id);
        if (id.IsEmpty)
            return FhirFate.Rejected("no-id", "id");

        var report = new Report(this, patient, id, exam, hasStudy);
        _attachments.Clear();
        foreach (var form in _r.Items(Root, E.PresentedForm))
        {
            var kind = _r.Text(form, E.ContentType);
            var data = _r.Text(form, E.Data);
            // A kind that is none says nothing that may be told.
            var unread = data.IsEmpty ? "elsewhere" : AttachedText.IsText(kind) ? "" : AttachedText.NameOf(kind);
            if (unread.Length == 0 && AttachedText.Read(kind, data) is var text)
            {
                if (text is null && report.Line == 0)
                    return FhirFate.Rejected("unreadable-attachment", "presentedForm.data");
                if (text is null)
                {
                    ReportText = "";
                    return FhirFate.Used;
                }
                report.Add(default, text);
            }
            _attachments.Add(unread);
        }
        foreach (var result in _r.Items(Root, E.Result))
        {
            if (links.Find(References.Resolve(_r.Text(result, E.Reference)), _linked))
                report.Add(_rules.Section(_linked.Text(Root, E.Code, E.Coding, E.Code)), _linked.Text(Root, E.ValueString));
        }
        report.Add("impression"u8, Said(E.Conclusion));
        var kinds = string.Join(' ', _attachments.Where(a => a.Length > 0).Distinct().Order(StringComparer.Ordinal));
        ReportText = report.Line > 0 ? "" : kinds.Length > 0 ? kinds : NoText;
        foreach (var concept in _r.Items(Root, E.ConclusionCode))
        {
            foreach (var coding in _r.Items(concept, E.Coding))
                report.Add(_r.Text(coding, E.System), _r.Text(coding, E.Code), isCode: true);
        }
        // A report without a word is still an exam that was read.
        if (report.Line == 0)
            report.AddEmpty();
        Coded(Table.Procedures, _r.At(Root, E.Code), exam, new() { Status = Said(E.Status), Recorded = Day(E.Issued) });
        return FhirFate.Used;
    }

    private FhirFate ImagingStudy()
    {
        if (_r.At(Root, E.ProcedureCode, E.Coding) < 0)
            return FhirFate.Skipped("read-where-named");
        var fate = default(FhirFate);
        foreach (var code in _r.Items(Root, E.ProcedureCode))
            fate = Coded(Table.Procedures, code, Day(E.Started), new() { Status = Said(E.Status) });
        return fate;
    }

    private string ModalityOf(string name) =>
        ModalityRules.Of(source.Modalities, c => HasCategory(Encoding.UTF8.GetBytes(c)), c => HasCoding(_r, _r.At(Root, E.Code), new([c])), name) ?? source.OtherModality;

    private static bool HasCoding(FhirResource of, int concept, FhirRules.Words words)
    {
        foreach (var coding in of.Items(concept, E.Coding))
        {
            if (words.Has(of.Text(coding, E.Code)))
                return true;
        }
        return false;
    }

    /// <summary>The rows of one report: those that its lines and codes make, all with what is said of the whole.</summary>
    private ref struct Report
    {
        private readonly FhirMapping _mapping;
        private readonly ReadOnlySpan<byte> _patient, _id, _accession, _modality, _body, _status, _site;
        private readonly FhirDay _exam, _issued;

        public Report(FhirMapping mapping, ReadOnlySpan<byte> patient, ReadOnlySpan<byte> id, FhirDay exam, bool hasStudy)
        {
            var r = mapping._r;
            _mapping = mapping;
            _patient = patient;
            _id = id;
            _exam = exam;
            _issued = mapping.Day(E.Issued);
            _accession = Identifier(r, mapping._rules.Accession);
            if (_accession.IsEmpty && hasStudy)
                _accession = Identifier(mapping._study, mapping._rules.Accession);
            // A resource is a report of its own. Several of one accession, for its parts or for an addendum, lie anywhere in the export, and
            // rows of one accession that do not lie side by side would be refused.
            _accession = _accession.IsEmpty ? id : (byte[])[.. _accession, (byte)'/', .. id];
            var name = r.Text(Root, E.Code, E.Text);
            if (name.IsEmpty)
                name = r.Text(Root, E.Code, E.Coding, E.Display);
            _modality = hasStudy ? mapping._study.Text(Root, E.Modality, E.Code) : default;
            if (_modality.IsEmpty && hasStudy)
                _modality = mapping._study.Text(Root, E.Series, E.Modality, E.Code);
            if (_modality.IsEmpty)
                _modality = Encoding.UTF8.GetBytes(mapping.ModalityOf(Encoding.UTF8.GetString(name)));
            _body = hasStudy ? mapping._study.Text(Root, E.Series, E.BodySite, E.Display) : default;
            if (_body.IsEmpty)
                _body = name;
            _status = StatusOf(mapping.Said(E.Status));
            _site = hasStudy && mapping.SiteOf(default, mapping._study.Text(Root, E.Location, E.Reference)) is { IsEmpty: false } place
                ? place : mapping.SiteOf(r.Text(Root, E.Performer, E.Reference), default);
        }

        /// <summary>Rows so far.</summary>
        public int Line { get; private set; }

        public void Add(ReadOnlySpan<byte> section, ReadOnlySpan<byte> text)
        {
            if (!text.IsEmpty)
                Begin().Set(Section, section).Set(FindingText, text).End();
        }

        public void Add(ReadOnlySpan<byte> system, ReadOnlySpan<byte> code, bool isCode)
        {
            if (isCode && !system.IsEmpty && !code.IsEmpty)
                Begin().Set(CodeSystem, system).Set(Code, code).End();
        }

        public void AddEmpty() => Begin().End();

        private RowBeingMade Begin()
        {
            Line++;
            return _mapping.Row(Table.ImagingFindings).Set(FindingId, _mapping.Numbered(_id, Line)).Set(PatientId, _patient).Set(Accession, _accession)
                .SetDay(ExamDate, _exam.Known).Set(Modality, _modality).SetDay(ReportDate, _issued.Known).Set(ReportStatus, _status).Set(CanonicalColumns.Line, Line)
                .Set(BodyPart, _body).Set(Site, _site).SetDay(RecordedAt, _issued.Known);
        }

        // Ours for FHIR's; what does not count at all keeps its word.
        private static ReadOnlySpan<byte> StatusOf(ReadOnlySpan<byte> status) =>
            Is(status, "registered"u8) || Is(status, "partial"u8) ? "preliminary"u8 : Is(status, "amended"u8) ? "corrected"u8 : Is(status, "appended"u8) ? "addendum"u8 : status;
    }

    // id.line: every line can be named.
    private ReadOnlySpan<byte> Numbered(ReadOnlySpan<byte> id, int line)
    {
        _name.Clear();
        _name.Write(id);
        _name.Write("."u8);
        Utf8Formatter.TryFormat(line, _name.GetSpan(11), out var digits);
        _name.Advance(digits);
        return _name.WrittenSpan;
    }

    private static double? YesOrNo(ReadOnlySpan<byte> said)
    {
        var end = said.IndexOf((byte)' ');
        var word = end < 0 ? said : said[..end];
        return Ascii.EqualsIgnoreCase(word, "yes"u8) ? 1 : Ascii.EqualsIgnoreCase(word, "no"u8) ? 0 : null;
    }

    private static byte[] Bounded(ReadOnlySpan<byte> bound, double? number, ReadOnlySpan<byte> unit) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetString(bound)} {number} {Encoding.UTF8.GetString(unit)}"));
}
