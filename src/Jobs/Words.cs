using Opportune.Core;

namespace Opportune.Jobs;

/// <summary>The closed vocabulary of the YAML files: every word and what it means.</summary>
internal static class Words
{
    public static readonly Dictionary<string, Table> Tables = CanonicalTable.All.ToDictionary(t => t.Name, t => t.Table);

    public static readonly Dictionary<string, Assertion> Assertions = Of<Assertion>();

    public static readonly Dictionary<string, Certainty> Certainties = Of<Certainty>();

    public static readonly Dictionary<string, Severity> Severities = Of<Severity>();

    public static readonly Dictionary<string, LesionAge> LesionAges = Of<LesionAge>();

    public static readonly Dictionary<string, IndexChoice> IndexChoices = Of<IndexChoice>();

    public static readonly Dictionary<string, RowState> RowStates = Of<RowState>();

    public static readonly Dictionary<string, GapStatus> Statuses = Of<GapStatus>();

    public static readonly Dictionary<string, OverlapPolicy> Overlaps = Of<OverlapPolicy>();

    public static readonly Dictionary<string, CatchUpPolicy> CatchUps = Of<CatchUpPolicy>();

    public static readonly Dictionary<string, Trust> Trusts = Of<Trust>();

    public static readonly Dictionary<string, SourceCatalog> Catalogs = Of<SourceCatalog>();

    public static readonly Dictionary<string, SourceIsolation> Isolations = Of<SourceIsolation>();

    public static readonly Dictionary<string, JobOutput> Outputs = Of<JobOutput>();

    public static readonly Dictionary<string, DispositionEffect> Effects = Of<DispositionEffect>();

    public static readonly Dictionary<string, Role> Roles = Of<Role>();

    public static readonly Dictionary<string, DispositionField> Fields = Of<DispositionField>();

    public static readonly Dictionary<string, HandOffStep> HandOffSteps = Of<HandOffStep>();

    public static readonly Dictionary<string, HandOffAnswer> HandOffAnswers = Of<HandOffAnswer>();

    public static readonly Dictionary<string, DisputeKind> DisputeKinds = Of<DisputeKind>();

    /// <summary>What a row of medications is (<c>kind</c>).</summary>
    public static readonly string[] RowKinds = ["administration", "dispense", "order", "reported"];

    public static readonly Dictionary<string, Sex> Sexes = new() { ["F"] = Sex.F, ["M"] = Sex.M, ["U"] = Sex.U };

    public static readonly Dictionary<string, Anchor> Anchors = new() { ["index"] = Anchor.Index, ["as-of"] = Anchor.AsOf };

    /// <summary>How much of a measure's backlog comes out at a time, where that is not left to the workload. True: all of it.</summary>
    public static readonly Dictionary<string, bool> ReleaseCaps = new() { ["none"] = true };

    // "OtherPerson" is written other-person.
    private static Dictionary<string, T> Of<T>() where T : struct, Enum =>
        Enum.GetValues<T>().ToDictionary(v => Kebab(v.ToString()), StringComparer.Ordinal);

    private static string Kebab(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
