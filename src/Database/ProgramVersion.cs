using System.Reflection;

namespace Opportune.Database;

/// <summary>This program, as it signs what it writes.</summary>
internal static class ProgramVersion
{
    /// <summary>Name, version and source revision.</summary>
    public static string Text { get; } = $"opportune {typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion}";
}
