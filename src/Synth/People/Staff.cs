namespace Opportune.Synth.People;

/// <summary>Who works at a site beside those who have patients of their own.</summary>
internal static class Staff
{
    /// <summary>What they are; the first ones see patients, the radiologist does not.</summary>
    public static readonly string[] Others = ["cardiologist", "orthopedic surgeon", "rheumatologist", "emergency physician", "radiologist"];

    private const int FirstNumber = 101;
    private const int EnoughToSpare = 4;

    /// <summary>Id of one of <see cref="Others"/>.</summary>
    public static string OtherId(Site site, int number) => PersonDraw.ProviderId(site, FirstNumber + number);

    /// <summary>Whether that primary-care clinician no longer works here, though patients are still registered there: the last of a site that has several.</summary>
    public static bool HasLeft(World world, int number) => number == world.ProvidersPerSite && world.ProvidersPerSite >= EnoughToSpare;
}
