using System.Text;
using Parley.Text;

namespace Parley.Grains.Rooms;

/// <summary>Names of rooms.</summary>
public static class RoomNames
{
    /// <summary>What must be unique: names that differ only by case or by how a letter is composed are one name.</summary>
    public static string Key(string name) => LineText.IsWellFormed(name) ? name.Normalize(NormalizationForm.FormKC).ToLowerInvariant() : name;
}
