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

    /// <summary>The event of a row's code.</summary>
    public Event ToEvent(in RowHeader row, string rowId, object?[] values, string[] sets) => new()
    {
        ValueSets = sets,
        Table = row.Table,
        Date = row.Date,
        RowId = rowId,
        CodeSystem = Get<string>(values, _codeSystem),
        Code = Get<string>(values, _code),
        Display = Get<string>(values, _display),
        Value = Get<double?>(values, _value),
        Unit = Get<string>(values, _unit),
        EndDate = row.End,
        Status = Get<string>(values, _status) ?? Get<string>(values, _reportStatus),
        Category = Get<string>(values, _category),
        Kind = Get<string>(values, _kind),
        Intent = Intents.Normalise(Get<string>(values, _intent)),
        DaysSupply = Get<double?>(values, _daysSupply),
        Dose = Get<double?>(values, _dose),
        DoseUnit = Get<string>(values, _doseUnit),
        Presence = Get<string>(values, _presence),
        Accession = Get<string>(values, _accession),
        Modality = Modalities.Normalise(Get<string>(values, _modality)),
        BodyPart = Get<string>(values, _bodyPart),
        ReportDate = row.Table == Table.ImagingFindings ? Get<DateOnly?>(values, _reportDate) ?? row.Date : null,
        Setting = Get<string>(values, _setting),
        OrderingProviderId = Get<string>(values, _orderingProvider),
    };

    /// <summary>
    /// The same row as what its text says, or as its report: without the code, and without the value where that is the
    /// code's.
    /// </summary>
    public static Event WithoutCode(Event row) => row.Code is null
        ? row with { CodeSystem = null, Display = null, Presence = null, ValueSets = [] }
        : row with { CodeSystem = null, Code = null, Display = null, Value = null, Unit = null, Presence = null, ValueSets = [] };

    private static T? Get<T>(object?[] values, int column) => column < 0 ? default : (T?)values[column];

    private static int IndexOf(CanonicalTable definition, string name) => definition.Columns.ToList().FindIndex(c => c.Name == name);

    private static ColumnForm Form(CanonicalColumn column) => column switch
    {
        { Type: CanonicalType.Date } => ColumnForm.Date,
        { Type: CanonicalType.Number } => ColumnForm.Number,
        { Name: "code_system" } => ColumnForm.System,
        { Name: "accession" } => ColumnForm.Own,
        { Name: "status" or "report_status" or "category" or "kind" or "intent" or "presence" or "setting" } => ColumnForm.Word,
        _ => ColumnForm.Text,
    };
}
