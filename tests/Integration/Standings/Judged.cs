using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Accounts;
using Opportune.Database.Standings;
using Opportune.Database.Validation;

namespace Opportune.Tests.Integration.Standings;

/// <summary>Samples that people judged.</summary>
internal static class Judged
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A sample of what is published, judged by two who agree.</summary>
    /// <param name="database">Where.</param>
    /// <param name="part">Of what.</param>
    /// <param name="kind">What for.</param>
    /// <param name="strata">So many cases of each stratum, and how many of them should be listed.</param>
    public static async Task<SampleRow> Sample(OpportuneDatabase database, StandingPart part, SampleKind kind, params (Stratum Stratum, int Cases, int Right)[] strata)
    {
        var table = new ValidationTable(database);
        var sample = await Drawn(database, part, kind, strata);
        foreach (var who in new[] { "rae", "ron" })
        {
            var id = await Person(database, who);
            var ordinal = 0;
            foreach (var (_, cases, right) in strata)
            {
                for (var i = 0; i < cases; i++)
                    Assert.Null(await table.Answer(sample.SampleId, ++ordinal, i < right ? CaseAnswer.ShouldBeListed : CaseAnswer.ShouldNotBeListed, AnswerCause.Stated, id, Role.Reviewer, null, Token));
            }
        }
        return (await table.List((part.Measure, part.Site), Token))[0];
    }

    /// <summary>The same, and nobody has judged it.</summary>
    public static async Task<SampleRow> Drawn(OpportuneDatabase database, StandingPart part, SampleKind kind, params (Stratum Stratum, int Cases, int Right)[] strata)
    {
        var table = new ValidationTable(database);
        Assert.Null(await table.Ask(part.Measure, part.Site, kind, "lea", Role.ClinicalLead, Token));
        var sample = (await table.List((part.Measure, part.Site), Token))[0];
        await database.Write(c =>
        {
            ValidationTable.Keep(c, sample.SampleId, new(part.Measure, part.Site, part.AsOf!.Value, part.MeasureVersion!.Value, part.MeasureSha256!, part.SetsSha256!, part.LexiconSha256!), part.RunId!,
                [.. strata.SelectMany(s => Enumerable.Range(0, s.Cases).Select(i => new DrawnCase(s.Stratum, $"{s.Stratum}-{i}", new ShownCase { AsOf = part.AsOf.Value }.ToText())))]);
            return 0;
        }, Token);
        return (await table.List((part.Measure, part.Site), Token))[0];
    }

    /// <summary>The account of that name.</summary>
    public static async Task<string> Person(OpportuneDatabase database, string name)
    {
        var users = new UserTable(database);
        return (await users.FindByName(name, Token))?.UserId ?? (await users.Add(name, name, new Grants(Role.Reviewer, Scope.All), "tests", Token))!;
    }
}
