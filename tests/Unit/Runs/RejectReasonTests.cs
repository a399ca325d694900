using System.Reflection;
using Opportune.Core;
using Opportune.Runs.Guards;

namespace Opportune.Tests.Unit.Runs;

public class RejectReasonTests
{
    [Fact]
    public void Why_rows_were_refused_is_told_by_rule_and_column_the_most_frequent_first()
    {
        (string, string, long)[] counts =
        [
            ("table patients", RunCounts.Items.Rejected(RejectRules.UnknownSex), 8),
            ("table patients", RunCounts.Items.RejectedFor(RejectRules.UnknownSex, "sex"), 8),
            ("table patients", RunCounts.Items.Rejected(RejectRules.MissingValue), 1030),
            ("table patients", RunCounts.Items.RejectedFor(RejectRules.MissingValue, "birth_date"), 30),
            ("table patients", RunCounts.Items.RejectedFor(RejectRules.MissingValue, "patient_id"), 1000),
            ("table results", RunCounts.Items.Rejected(RejectRules.NotANumber), 5),
        ];
        Assert.Equal(
            ["1,030 no value where one is required (patient_id 1,000, birth_date 30)", "8 a sex other than F, M or U (sex)"],
            RejectReason.Of(Table.Patients, counts).Select(r => r.ToString()));
        // Not all that were refused were kept: of which columns they were is not known.
        Assert.Equal("5 a number that cannot be read", Assert.Single(RejectReason.Of(Table.Results, counts)).ToString());
        Assert.Empty(RejectReason.Of(Table.Conditions, counts));
    }

    [Fact]
    public void Each_rule_has_words_of_its_own()
    {
        var rules = typeof(RejectRules).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!).ToList();
        Assert.All(rules, r => Assert.NotEqual(r.Replace('-', ' '), RejectWords.Of(r)));
        Assert.Equal(rules.Count, rules.Select(RejectWords.Of).Distinct().Count());
        Assert.Equal("no patient", RejectWords.Of("no-patient"));
    }
}
