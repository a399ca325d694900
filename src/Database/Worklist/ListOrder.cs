namespace Opportune.Database;

/// <summary>Orders of the list; what is equal in all that an order names goes by entry id.</summary>
public enum ListOrder
{
    /// <summary>By tier; in a tier what is back first, then by due date. As the list usually is.</summary>
    Tier,

    /// <summary>What is new on the list first.</summary>
    FirstSeen,

    /// <summary>What is due first.</summary>
    Due,

    /// <summary>Whose next visit comes first; who has none comes last.</summary>
    Visit,

    /// <summary>By the patient's name.</summary>
    Name,

    /// <summary>Who is looked for: by the word that finds the patient, then by name. Without a search as <see cref="Name"/>.</summary>
    Found,
}
