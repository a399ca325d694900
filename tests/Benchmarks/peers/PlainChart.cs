namespace Opportune.Tests.Benchmarks.Alternatives;

/// <summary>What a sentence is about.</summary>
internal enum Finding
{
    None, Vascular, Vertebra, Hip, Fracture, CodedFracture, LowDensity, TScoreSpine, TScoreOther, DxaReport, MisleadingSpine,
}

/// <summary>What a report or a code says of a patient.</summary>
internal sealed record Statement(Finding Finding, DateOnly Day, DateOnly Reported, string Setting, bool IsDoubted, bool IsPast)
{
    public bool IsAcute { get; init; }

    public double? Value { get; init; }
}

/// <summary>A coded row, by the sets that hold it.</summary>
internal sealed record PlainEvent(string[] Sets, DateOnly Day, string Display)
{
    public string Status { get; init; } = "";

    public string Category { get; init; } = "";

    public string Intent { get; init; } = "";

    public string Kind { get; init; } = "";

    public DateOnly? End { get; init; }

    public double? Supply { get; init; }

    public double? Dose { get; init; }

    public double? Value { get; init; }

    public bool Is(string set) => Array.IndexOf(Sets, set) >= 0;

    /// <summary>The last day of exposure to a drug.</summary>
    public DateOnly LastDay(DateOnly asOf)
    {
        var ended = End <= asOf ? End : null;
        var bySupply = Supply > 0 ? Day.AddDays((int)Math.Ceiling(Supply.Value) + 60) : Day.AddDays(Is("osteoanabolic") ? 60 : 365);
        if (Kind == "reported")
            return Earlier(Status == "stopped" ? Day : Day.AddDays(365), ended);
        if (Kind != "order" && !(Kind.Length == 0 && Status == "active"))
            return bySupply;
        if (ended is { } end)
            return end;
        if (Status == "active")
            return DateOnly.MaxValue;
        return Status is "stopped" or "ended" or "suspended" or "inactive" || (Status == "completed" && Supply is not > 0) ? Day : bySupply;
    }

    private static DateOnly Earlier(DateOnly a, DateOnly? b) => b < a ? b.Value : a;
}

/// <summary>One candidate, and what comes of him or her.</summary>
internal sealed class PlainChart
{
    public DateOnly Born { get; set; }

    public string Site { get; set; } = "";

    public DateOnly? Died { get; set; }

    public bool Active { get; set; } = true;

    public DateOnly? LastSeen { get; set; }

    public List<Statement> Said { get; } = [];

    public List<PlainEvent> Conditions { get; } = [];

    public List<PlainEvent> Procedures { get; } = [];

    public List<PlainEvent> Results { get; } = [];

    public List<PlainEvent> Drugs { get; } = [];

    public bool IsCandidate(DateOnly asOf) => PlainJob.AgeAt(Born, asOf) >= 18 && (Calcium().Count > 0 || Bones(asOf).Count > 0);

    public bool IsStatinListed(DateOnly asOf)
    {
        if (Calcium() is not { Count: > 0 } said || IsOut(asOf) || Opens(said.MinBy(s => s.Day)!) > asOf || !IsSeen(asOf))
            return false;
        var last = asOf.AddDays(-365);
        var statins = Drugs.Where(d => d.Is("statin")).ToList();
        var transplanted = Conditions.Where(c => c.Is("kidney-transplant")).Select(c => (DateOnly?)c.Day).Max();
        var isExcluded = Conditions.Exists(c =>
            (c.Is("dialysis-or-esrd") && (c.Day >= last || (c.Category == "problem-list" && c.End is null)) && !(transplanted > c.Day))
            || (c.Is("pregnancy") && c.Day >= asOf.AddDays(-280)) || (c.Is("breastfeeding") && c.Day >= last) || c.Is("statin")
            || (c.Is("drug-allergy-or-reaction") && Statin.Any(name => c.Display.Contains(name, StringComparison.OrdinalIgnoreCase)))
            || (c.Is("rhabdomyolysis") && statins.Exists(s => c.Day >= s.Day && c.Day.DayNumber <= s.LastDay(asOf).DayNumber + 90L))
            || ((c.Is("liver-failure") || c.Is("acute-hepatitis")) && (c.Day >= last || (c.Category == "problem-list" && !(c.End < last))))
            || (c.Is("statin-not-indicated") && c.Day >= asOf.AddMonths(-12)));
        return !isExcluded
            && !Procedures.Exists(p => p.Is("statin-not-indicated") && p.Day >= asOf.AddMonths(-12))
            && !statins.Exists(s => s.Intent == "do-not-perform" ? s.Day >= asOf.AddMonths(-12) : s.LastDay(asOf) >= asOf);
    }

    public bool IsDexaListed(DateOnly asOf, out DateOnly index)
    {
        index = default;
        var bones = Bones(asOf);
        if (bones.Count == 0 || IsOut(asOf) || !IsSeen(asOf))
            return false;
        // A fracture that is new after 90 days without one begins anew.
        var episodes = new List<List<Statement>>();
        foreach (var said in bones.OrderBy(b => b.Day).ThenBy(b => b.IsAcute))
        {
            if (episodes.Count == 0 || (said.IsAcute && said.Day > episodes[^1][^1].Day.AddDays(90)))
                episodes.Add([]);
            episodes[^1].Add(said);
        }
        if (episodes.FindLast(e => Opens(e[0]) <= asOf) is not { } episode)
            return false;
        index = episode[0].Day;
        return !IsSettled(asOf, index, episode);
    }

    private static readonly string[] Statin =
    [
        "atorvastatin", "rosuvastatin", "simvastatin", "pravastatin", "lovastatin", "fluvastatin", "pitavastatin", "lipitor", "crestor", "zocor", "pravachol", "mevacor", "altoprev", "lescol", "livalo", "zypitamag", "caduet", "vytorin",
    ];

    private List<Statement> Calcium() => Said.FindAll(s => s is { Finding: Finding.Vascular, IsDoubted: false, IsPast: false });

    private List<Statement> Bones(DateOnly asOf)
    {
        var from = asOf.AddMonths(-24);
        var all = Said.FindAll(s => s.Day >= from && PlainJob.AgeAt(Born, s.Day) >= 50 && (s.Finding is Finding.Vertebra or Finding.Hip or Finding.Fracture or Finding.CodedFracture || s is { Finding: Finding.LowDensity, IsPast: false }));
        var opening = all.FindAll(s => !s.IsDoubted && !s.IsPast);
        return opening.Count > 0 ? opening : all;
    }

    private bool IsSettled(DateOnly asOf, DateOnly index, List<Statement> episode)
    {
        var (since, onlyDensity) = (index.AddDays(-730), episode.TrueForAll(s => s.Finding == Finding.LowDensity));
        if (Conditions.Exists(c => c.Is("osteogenesis-imperfecta")) || (!onlyDensity && Conditions.Exists(c => c.Is("fracture-neoplastic") || c.Is("bone-metastasis-or-myeloma") || c.Is("paget-spine") || c.Is("paget-hip-or-pelvis"))))
            return true;
        var treated = Drugs.Exists(d => d.Intent != "do-not-perform" && (
                (d.Is("osteoanabolic") && d.LastDay(asOf) >= asOf)
                || (d.Is("zoledronate") && d.Day >= asOf.AddDays(-456) && d.Dose is not < 5)
                || (d.Is("denosumab") && d.Day >= asOf.AddDays(-213) && d.Dose is not > 60)
                || (d.Is("osteoporosis-drug") && !d.Is("osteoanabolic") && !d.Is("zoledronate") && !d.Is("denosumab") && d.LastDay(asOf) >= asOf)))
            || Procedures.Exists(p => (p.Is("zoledronate") && p.Day >= asOf.AddDays(-456)) || (p.Is("denosumab") && p.Day >= asOf.AddDays(-213)));
        if (treated)
            return true;
        var spines = Said.Where(s => s.Finding == Finding.TScoreSpine && !s.IsPast).Select(s => (s.Day, s.Value)).Concat(Results.Where(r => r.Is("t-score-spine")).Select(r => (r.Day, r.Value))).Where(s => s.Day >= since).ToList();
        var others = Said.Where(s => s.Finding == Finding.TScoreOther && !s.IsPast).Select(s => s.Day).Concat(Results.Where(r => !r.Is("t-score-spine")).Select(r => r.Day)).Concat(Procedures.Where(p => p.Is("qct")).Select(p => p.Day)).ToList();
        var reports = Said.Where(s => s.Finding == Finding.DxaReport).Select(s => s.Day).Concat(Procedures.Where(p => p.Is("dxa-central")).Select(p => p.Day)).ToList();
        var isMeasured = spines.Count > 0 || others.Exists(d => d >= since) || reports.Exists(d => d >= since);
        var misleads = Said.Exists(s => s.Finding == Finding.MisleadingSpine) || Conditions.Exists(c => c.Is("spine-that-misleads-dxa")) || Procedures.Exists(p => p.Is("spine-that-misleads-dxa"));
        if (isMeasured && !(misleads && spines.Exists(s => s.Value > -2.5) && !others.Exists(d => d >= since)))
            return true;
        // History alone: whatever is known of a density or a drug, at any time, is enough.
        var isHistory = episode.TrueForAll(s => s.IsPast);
        return isHistory && (spines.Count + others.Count + reports.Count > 0 || Results.Count > 0 || Drugs.Exists(d => !d.Is("statin")));
    }

    private bool IsOut(DateOnly asOf) =>
        Died <= asOf || !Active || LastSeen < asOf.AddMonths(-36) || Conditions.Exists(c => c.Is("hospice-or-palliative")) || Procedures.Exists(p => p.Is("hospice-or-palliative"));

    private bool IsSeen(DateOnly asOf) => LastSeen >= asOf.AddDays(-730);

    private static DateOnly Opens(Statement first) => first.Reported.AddDays(first.Setting == "inpatient" ? 30 : 14);
}
