namespace Opportune.Web.Show;

/// <summary>The states as people say them.</summary>
internal static class StateWords
{
    /// <summary>"in review"</summary>
    public static string Of(string state) => state switch
    {
        "closed-by-evidence" => "closed by data",
        "closed-by-person" => "closed",
        "reopened" => "back",
        _ => state.Replace('-', ' '),
    };
}
