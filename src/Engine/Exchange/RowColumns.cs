using Opportune.Core;

namespace Opportune.Engine;

/// <summary>How the text of a carried column becomes a value of an event.</summary>
internal enum ColumnForm : byte
{
    /// <summary>As it is; repeats within a bucket.</summary>
    Text,

    /// <summary>As it is; hardly repeats.</summary>
    Own,

    /// <summary>One of few words, in lower case.</summary>
    Word,

    /// <summary>A code system, normalised.</summary>
    System,

    /// <summary>A modality, as rules know it.</summary>
    Modality,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A date.</summary>
    Date,
}

/// <summary>Which columns of a table fill which parts of an event.</summary>
internal sealed class RowColumns(CanonicalTable definition)
{
    private readonly ColumnForm[] _forms = [.. definition.Columns.Select(Form)];
    private readonly int _codeSystem = IndexOf(definition, "code_system");
    private readonly int _code = IndexOf(definition, "code");
    private readonly int _display = IndexOf(definition, "display");
    private readonly int _value = IndexOf(definition, "value");
    private readonly int _unit = IndexOf(definition, "unit");
    private readonly int _status = IndexOf(definition, "status");
    private readonly int _reportStatus = IndexOf(definition, "report_status");
    private readonly int _category = IndexOf(definition, "category");
    private readonly int _kind = IndexOf(definition, "kind");
    private readonly int _intent = IndexOf(definition, "intent");
    private readonly int _daysSupply = IndexOf(definition, "days_supply");
    private readonly int _dose = IndexOf(definition, "dose");
    private readonly int _doseUnit = IndexOf(definition, "dose_unit");
    private readonly int _presence = IndexOf(definition, "presence");
    private readonly int _accession = IndexOf(definition, "accession");
    private readonly int _modality = IndexOf(definition, "modality");
    private readonly int _bodyPart = IndexOf(definition, "body_part");
    private readonly int _reportDate = IndexOf(definition, "report_date");
    private readonly int _setting = IndexOf(definition, "setting");
    private readonly int _orderingProvider = IndexOf(definition, "ordering_provider_id");

    public ColumnForm FormOf(int column) => _forms[column];

    /// <summary>An event of a row: of its code, or of its text or report.</summary>
    /// <param name="row">The row.</param>
    /// <param name="rowId">Its id.</param>
    /// <param name="parts">Its values.</param>
    /// <param name="sets">
    /// The sets that hold its code. Null for what its text says, or for its report: that is without the code, and without the
    /// value where that is the code's.
    /// </param>
    /// <param name="matchedBy">See <see cref="Event.MatchedBy"/>.</param>
    /// <param name="mention">What its text says; its value is the event's.</param>
    public Event ToEvent(in RowHeader row, string rowId, RowParts parts, string[]? sets, string matchedBy = MatchWays.Code, Mention? mention = null)
    {
        var (isCoded, isMeasured) = (sets is not null, mention?.Value is not null);
        var code = parts.Text(_code);
        var keepsValue = isCoded || code is null;
        return new()
        {
            ValueSets = sets ?? [],
            MatchedBy = matchedBy,
            Mention = mention,
            Table = row.Table,
            Date = row.Date,
            RowId = rowId,
            CodeSystem = isCoded ? parts.Text(_codeSystem) : null,
            Code = isCoded ? code : null,
            Display = isCoded ? parts.Text(_display) : null,
            Value = isMeasured ? mention!.Value : keepsValue ? parts.Number(_value) : null,
            Unit = isMeasured ? mention!.Unit : keepsValue ? parts.Text(_unit) : null,
            EndDate = row.End,
            Status = parts.Text(_status) ?? parts.Text(_reportStatus),
            Category = parts.Text(_category),
            Kind = parts.Text(_kind),
            Intent = Intents.Normalise(parts.Text(_intent)),
            DaysSupply = parts.Number(_daysSupply),
            Dose = parts.Number(_dose),
            DoseUnit = parts.Text(_doseUnit),
            Presence = isCoded ? parts.Text(_presence) : null,
            Accession = parts.Text(_accession),
            Modality = parts.Text(_modality),
            BodyPart = parts.Text(_bodyPart),
            ReportDate = row.Table == Table.ImagingFindings ? parts.Date(_reportDate) ?? row.Date : null,
            Setting = parts.Text(_setting),
            OrderingProviderId = parts.Text(_orderingProvider),
        };
    }

    private static int IndexOf(CanonicalTable definition, string name) => definition.Columns.ToList().FindIndex(c => c.Name == name);

    private static ColumnForm Form(CanonicalColumn column) => column switch
    {
        { Type: CanonicalType.Date } => ColumnForm.Date,
        { Type: CanonicalType.Number } => ColumnForm.Number,
        { Name: "code_system" } => ColumnForm.System,
        { Name: "accession" } => ColumnForm.Own,
        { Name: "modality" } => ColumnForm.Modality,
        { Name: "status" or "report_status" or "category" or "kind" or "intent" or "presence" or "setting" } => ColumnForm.Word,
        _ => ColumnForm.Text,
    };
}
