namespace Opportune.Runs;

/// <summary>Where a run's files are made.</summary>
internal interface IOutputPlace
{
    /// <summary>The path of a file being made.</summary>
    string this[string name] { get; }
}
