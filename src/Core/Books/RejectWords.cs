namespace Opportune.Core;

/// <summary>The rules by which rows are refused, in plain words.</summary>
public static class RejectWords
{
    /// <summary>What was wrong with such a row: "no value where one is required". A rule of a source's own mapping is as it is called there.</summary>
    public static string Of(string rule) => rule switch
    {
        RejectRules.DuplicatePatient => "the same patient again, with other content",
        RejectRules.BeforeBirth => "dated before the patient was born",
        RejectRules.UnknownSex => "a sex other than F, M or U",
        RejectRules.ImpossibleDate => "a day that cannot be",
        RejectRules.MissingValue => "no value where one is required",
        RejectRules.NotANumber => "a number that cannot be read",
        RejectRules.ImplausibleValue => "a value that nobody alive can have",
        RejectRules.ReportScattered => "a report whose rows do not lie together",
        RejectRules.ReplacedByTwo => "a patient whom two others replace",
        RejectRules.LinkCycle => "links that lead in a circle",
        _ => rule.Replace('-', ' '),
    };
}
