using System.Security.Cryptography;
using System.Text;
using Parley.Grains.Ids;
using Parley.Rooms;
using Parley.Text;

namespace Parley.Grains.Rooms;

/// <summary>Names of rooms.</summary>
public static class RoomNames
{
    /// <summary>What must be unique: names that differ only by case or by how a letter is composed are one name.</summary>
    public static string Key(string name) => LineText.IsWellFormed(name) ? name.Normalize(NormalizationForm.FormKC).ToLowerInvariant() : name;

    /// <summary>Why no room can have the name, however free it is; null: it can.</summary>
    public static string? Fault(string name) => IdMint.HasForm(Key(name)) ? "This name looks like an id. Choose another." : null;

    /// <summary>The name that the event gives to its room; null: none.</summary>
    public static string? TakenBy(RoomEvent e) => e switch
    {
        RoomCreated created => created.Name,
        SettingsChanged changed => changed.Name,
        _ => null,
    };

    /// <summary>Name of the conversation of two users, whoever of them begins. No other room can have it: names have no colons.</summary>
    public static string OfPair(string a, string b) => string.CompareOrdinal(a, b) < 0 ? $"direct:{a}:{b}" : $"direct:{b}:{a}";

    /// <summary>Name of the conversation of several users, whoever of them begins: the same people have the same one.</summary>
    public static string OfPeople(IEnumerable<string> people) =>
        "group:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(':', people.Distinct().Order(StringComparer.Ordinal)))));
}
