using System.Security.Cryptography;
using System.Text;

namespace Parley.Faults.History;

/// <summary>Stands for a text where the text itself would make a history too large.</summary>
public static class TextHash
{
    /// <summary>16 hex digits: equal for equal texts, different for all others that a run will see.</summary>
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
