using System.Globalization;

namespace Opportune.Synth.People;

/// <summary>Draws who a patient is.</summary>
internal static class PersonDraw
{
    public static Person Draw(Draw draw, World world, int number)
    {
        var sex = draw.Weighted(0.535, 0.462, 0.003) switch { 0 => 'F', 1 => 'M', _ => 'U' };
        var age = draw.Weighted(0.04, 0.23, 0.14, 0.27, 0.22, 0.10) switch
        {
            0 => draw.Between(3, 17),
            1 => draw.Between(18, 39),
            2 => draw.Between(40, 49),
            3 => draw.Between(50, 64),
            4 => draw.Between(65, 79),
            _ => draw.Between(80, 97),
        };
        var site = world.Sites[draw.Weighted([.. world.Sites.Select(s => s.Share)])];
        var given = draw.Pick(sex == 'F' ? Names.Women : Names.Men);
        return new Person
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"P{number + 1:0000000}"),
            Born = BornAt(draw, world, age),
            Sex = sex,
            Site = site,
            Provider = ProviderId(site, draw.Between(1, world.ProvidersPerSite)),
            Name = $"{draw.Pick(Names.Families)}, {given}",
            RecordNumber = string.Create(CultureInfo.InvariantCulture, $"{draw.Between(10, 99)}-{number + 1:0000000}"),
            Phone = string.Create(CultureInfo.InvariantCulture, $"555-01{draw.Between(0, 99):00}"),
            Race = Names.Races[draw.Weighted(Names.RaceWeights)],
            Ethnicity = draw.Chance(0.16) ? "Hispanic or Latino" : "Not Hispanic or Latino",
            Language = Names.Languages[draw.Weighted(Names.LanguageWeights)],
            Payer = age >= 65 ? (draw.Chance(0.45) ? "Medicare Advantage" : "Medicare") : draw.Weighted(0.62, 0.26, 0.08, 0.04) switch
            {
                0 => "Commercial",
                1 => "Medicaid",
                2 => "Self-pay",
                _ => "Medicare",
            },
        };
    }

    /// <summary>A birth date that makes somebody that old on the as-of date.</summary>
    public static DateOnly BornAt(Draw draw, World world, int age) => world.AsOf.AddYears(-age).AddDays(-draw.Between(0, 364));

    public static string ProviderId(Site site, int number) => string.Create(CultureInfo.InvariantCulture, $"{site.Id[..2]}{number:000}");
}
