using System.Text;
using Parley.Text;

namespace Parley.Grains.Rooms;

/// <summary>Names of rooms.</summary>
public static class RoomNames
{
    /// <summary>What must be unique: names that differ only by case or by how a letter is composed are one name.</summary>
    public static string Key(string name) => LineText.IsWellFormed(name) ? name.Normalize(NormalizationForm.FormKC).ToLowerInvariant() : name;

    /// <summary>Name of the conversation of two users, whoever of them begins. No other room can have it: names have no colons.</summary>
    public static string OfPair(string a, string b) => string.CompareOrdinal(a, b) < 0 ? $"direct:{a}:{b}" : $"direct:{b}:{a}";
}
