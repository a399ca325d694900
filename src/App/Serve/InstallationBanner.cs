using Opportune.Core;

namespace Opportune.App.Serve;

/// <summary>What a command line says of the installation whose settings it goes by, before it does anything: on standard error, a line or two.</summary>
internal static class InstallationBanner
{
    /// <summary>Says it, where the settings say what the installation is for. Whatever is wrong with them is told by the command itself, if it needs them.</summary>
    /// <param name="takesDatabase">Whether the command goes by the database of the settings, because none was named.</param>
    public static void Tell(bool takesDatabase)
    {
        if (takesDatabase && InstalledSettings.Database is { } database)
            Console.Error.WriteLine($"[database {database}, as {InstalledSettings.WhereDatabase} says]");
        if (InstalledSettings.Usual() is { } settings && InstalledSettings.Banner(settings) is { } banner)
            Console.Error.WriteLine($"[{banner}; {InstalledSettings.PathOf()}]");
    }
}
