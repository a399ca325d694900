namespace Opportune.Runs;

/// <summary>The steps of a run that several processes share, in order; each begins when those of the stages before are done (<see cref="SharedSteps.StageOf"/>).</summary>
internal enum SharedStep
{
    /// <summary>Patients and index tables.</summary>
    Scan,

    /// <summary>The other tables, of candidates, and when each table last saw them.</summary>
    Gather,

    /// <summary>The positive controls of buckets.</summary>
    Count,

    /// <summary>The rules, for the patients of buckets.</summary>
    Evaluate,

    /// <summary>The comparison with the list as last published.</summary>
    Compare,

    /// <summary>Who takes care of those who are listed.</summary>
    Care,

    /// <summary>The outputs that need no comparison with the list.</summary>
    Tables,

    /// <summary>Those that do.</summary>
    Lists,

    /// <summary>Who the listed are; written to the database when a unit is done.</summary>
    People,
}
