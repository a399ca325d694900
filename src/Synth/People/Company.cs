using System.Globalization;

namespace Opportune.Synth.People;

/// <summary>
/// With whom one patient is seen: most with their own primary-care clinician and sometimes others, some only elsewhere in the house, some where
/// nobody is written down. Its own stream of chance, because it decides nothing that a measure looks at.
/// </summary>
internal sealed class Company
{
    private const long FirstStream = -1000;
    private const int Emergency = 3;
    private const int Specialists = 3;

    private readonly Person _person;
    private readonly Draw _draw;
    private readonly double _own;
    private readonly double _nobody;
    private readonly string _other;

    private Company(Person person, World world, Draw draw)
    {
        (_person, _draw) = (person, draw);
        (_own, _nobody) = draw.Weighted(0.82, 0.12, 0.06) switch { 0 => (0.75, 0), 1 => (0, 0.1), _ => (0.0, 1.0) };
        _other = draw.Chance(0.4) ? PersonDraw.ProviderId(person.Site, draw.Between(1, world.ProvidersPerSite)) : Staff.OtherId(person.Site, draw.Between(0, Specialists - 1));
    }

    public static Company Of(Person person, World world) =>
        new(person, world, new Draw(world.Seed, FirstStream - long.Parse(person.Id.AsSpan(1), CultureInfo.InvariantCulture)));

    /// <summary>With whom a visit was; null: nobody is written down.</summary>
    public string? At(string setting)
    {
        var (nobody, own) = (_draw.Chance(_nobody), _draw.Chance(_own));
        return nobody ? null : setting == "emergency" ? Staff.OtherId(_person.Site, Emergency) : own ? _person.Provider : _other;
    }

    /// <summary>With whom an appointment is.</summary>
    public string Next() => _draw.Chance(0.8) ? _person.Provider : _other;
}
