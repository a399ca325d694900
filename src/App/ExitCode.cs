namespace Opportune.App;

/// <summary>What a command ends with (design: commands).</summary>
internal static class ExitCode
{
    /// <summary>Done and published.</summary>
    public const int Done = 0;

    /// <summary>Failed: no space, a failed read, an error of ours.</summary>
    public const int Failed = 1;

    /// <summary>Wrong use or input; nothing was written.</summary>
    public const int WrongInput = 2;

    /// <summary>Held or partial.</summary>
    public const int Held = 3;

    /// <summary>A check, verify or audit found something.</summary>
    public const int Found = 4;

    /// <summary>Cancelled.</summary>
    public const int Cancelled = 130;
}
