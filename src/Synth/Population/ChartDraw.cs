using Opportune.Synth.Charts;
using Opportune.Synth.People;
using Opportune.Synth.Verdicts;

namespace Opportune.Synth.Population;

/// <summary>Draws one patient's chart: mostly an ordinary life, sometimes a scenario.</summary>
internal static class ChartDraw
{
    /// <summary>One patient in so many lives a scenario; they take turns, so that 2,000 patients see every one.</summary>
    private const int ScenarioEvery = 16;

    /// <summary>Findings of the neck are rarer: one patient in so many, of those who live no other scenario.</summary>
    private const int NeckEvery = 128;

    public static Chart Draw(Draw draw, World world, int number)
    {
        var person = PersonDraw.Draw(draw, world, number);
        var turn = number + (world.Seed & 0xFFFF);
        var scenario = turn % ScenarioEvery == 0 ? Scenario.All[turn / ScenarioEvery % Scenario.All.Count]
            : turn % NeckEvery == ScenarioEvery / 2 ? NeckScenarios.All[turn / NeckEvery % NeckScenarios.All.Count] : null;
        if (scenario != null)
            person = Fit(draw, world, person, scenario);
        var chart = new Chart(person, world);
        var builder = new ChartBuilder(draw, chart);
        Everyday.Fill(builder);
        if (scenario == null)
        {
            Imagery.Fill(builder);
            Habits.Fill(builder);
        }
        else
        {
            scenario.Tell(builder);
            chart.Scenarios.Add(scenario.Id);
        }
        Standing.Forget(chart);
        // One report after another, oldest first, as they are filed.
        chart.Exams.Sort((a, b) => a.Date.CompareTo(b.Date));
        foreach (var exam in chart.Exams)
            Surroundings.Add(builder, exam);
        return chart;
    }

    /// <summary>Somebody of the scenario's age and sex, at a site where it can happen.</summary>
    private static Person Fit(Draw draw, World world, Person person, Scenario scenario)
    {
        var age = person.AgeOn(world.AsOf);
        var site = scenario.Site is { } wanted ? world.Sites.First(s => s.Id == wanted) : person.Site.IsNormal ? person.Site : world.Sites[0];
        var sex = scenario.Sex ?? person.Sex;
        return person with
        {
            Born = age >= scenario.Youngest && age <= scenario.Oldest ? person.Born : PersonDraw.BornAt(draw, world, draw.Between(scenario.Youngest, scenario.Oldest)),
            Sex = sex,
            Name = sex == person.Sex ? person.Name : $"{person.Name.Split(',')[0]}, {draw.Pick(sex == 'F' ? Names.Women : Names.Men)}",
            Site = site,
            Provider = site == person.Site ? person.Provider : PersonDraw.ProviderId(site, draw.Between(1, world.ProvidersPerSite)),
        };
    }
}
