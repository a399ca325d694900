namespace Opportune.Synth.People;

/// <summary>Invented names. Any likeness is chance.</summary>
internal static class Names
{
    public static readonly string[] Women =
        ["Adelina", "Birgit", "Corazon", "Delphine", "Eunice", "Fatoumata", "Greta", "Hyacinth", "Imelda", "Josefa", "Keiko", "Lourdes", "Maeve", "Nadezhda", "Odalys", "Philippa", "Quyen", "Rosalind", "Saoirse", "Thandiwe", "Ursula", "Violeta", "Winifred", "Xiomara", "Yesenia", "Zdenka"];

    public static readonly string[] Men =
        ["Anselm", "Bartholomew", "Cornelius", "Desmond", "Emeka", "Fyodor", "Gideon", "Horatio", "Ignacio", "Jedediah", "Kwame", "Leopold", "Mordecai", "Nikhil", "Osvaldo", "Percival", "Quentin", "Rutger", "Silvestre", "Tadeusz", "Ulises", "Vikram", "Wendell", "Xavier", "Yusuf", "Zoltan"];

    public static readonly string[] Families =
        ["Abercorn", "Ballantyne", "Castellanos", "Dragomir", "Eriksdottir", "Fotheringay", "Gbeho", "Hollingsworth", "Iwasaki", "Jankovic", "Kirkbride", "Lagerqvist", "Montelongo", "Nwachukwu", "Oyelaran", "Pemberton", "Quispe", "Ravenscroft", "Szymanski", "Tremaine", "Uzoma", "Villalobos", "Whitcombe", "Xiong", "Yarborough", "Zamparelli"];

    public static readonly string[] Races = ["White", "Black", "Asian", "Native American", "Pacific Islander", "Other", "Unknown"];

    public static readonly double[] RaceWeights = [0.62, 0.15, 0.09, 0.01, 0.005, 0.085, 0.04];

    public static readonly string[] Languages = ["English", "Spanish", "Mandarin", "Vietnamese", "Arabic", "Russian", "Haitian Creole"];

    public static readonly double[] LanguageWeights = [0.8, 0.11, 0.03, 0.02, 0.015, 0.015, 0.01];
}
