namespace Opportune.Runs;

/// <summary>The steps of a run that several processes share, in order; each begins when the one before is done.</summary>
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

    /// <summary>Who takes care of those who are listed.</summary>
    Care,

    /// <summary>Who they are; written to the database when a unit is done.</summary>
    People,

    /// <summary>The outputs that need no comparison with the list.</summary>
    Tables,
}
