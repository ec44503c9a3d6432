using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Grains.Ids;

/// <summary>
/// Makes ids and knows its own: a letter for the kind and 26 characters of base 32 that hold the time (48 bits, so that
/// ids sort by age), chance (48 bits) and a check value made with a secret key (32 bits). A guessed id fails the check
/// without any look at a database.
/// </summary>
public sealed class IdMint(byte[] key, TimeProvider clock)
{
    /// <summary>Length of an id in characters.</summary>
    public const int Length = 27;

    private const int BodyBytes = 12;
    private const int CheckBytes = 4;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's base 32, lower case
    private static readonly SearchValues<char> AlphabetSet = SearchValues.Create(Alphabet);

    public string NewRoom() => New('r');

    public string NewUser() => New('u');

    public string NewSession() => New('s');

    public string NewInvite() => New('i');

    public string NewWebhook() => New('w');
    public string NewHook() => New('h');

    /// <summary>An id of a user who does not exist, always the same for a name: what is done for somebody can be done for nobody.</summary>
    public string NobodyFor(string name)
    {
        Span<byte> bytes = stackalloc byte[BodyBytes + CheckBytes];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"nobody {name}"), hash);
        hash[..BodyBytes].CopyTo(bytes);
        Check('u', bytes[..BodyBytes], bytes[BodyBytes..]);
        return 'u' + Encode(bytes);
    }

    public bool IsRoom(string? id) => IsGenuine('r', id);

    public bool IsUser(string? id) => IsGenuine('u', id);

    public bool IsSession(string? id) => IsGenuine('s', id);

    public bool IsWebhook(string? id) => IsGenuine('w', id);

    public bool IsInvite(string? id) => IsGenuine('i', id);

    public bool IsHook(string? id) => IsGenuine('h', id);

    /// <summary>True if the text could be an id of any kind by its form: names of this form are not given out.</summary>
    public static bool HasForm(string text) => text.Length == Length && text.AsSpan(1).IndexOfAnyExcept(AlphabetSet) < 0;

    private string New(char kind)
    {
        Span<byte> bytes = stackalloc byte[BodyBytes + CheckBytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, clock.GetUtcNow().ToUnixTimeMilliseconds() << 16);
        RandomNumberGenerator.Fill(bytes[6..BodyBytes]);
        Check(kind, bytes[..BodyBytes], bytes[BodyBytes..]);
        return kind + Encode(bytes);
    }

    private bool IsGenuine(char kind, string? id)
    {
        Span<byte> bytes = stackalloc byte[BodyBytes + CheckBytes];
        if (id is null || id.Length != Length || id[0] != kind || !TryDecode(id.AsSpan(1), bytes))
        {
            return false;
        }

        Span<byte> check = stackalloc byte[CheckBytes];
        Check(kind, bytes[..BodyBytes], check);
        return CryptographicOperations.FixedTimeEquals(check, bytes[BodyBytes..]);
    }

    private void Check(char kind, ReadOnlySpan<byte> body, Span<byte> check)
    {
        Span<byte> message = stackalloc byte[BodyBytes + 1];
        message[0] = (byte)kind;
        body.CopyTo(message[1..]);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, message, hash);
        hash[..CheckBytes].CopyTo(check);
    }

    private static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(Length - 1);
        int bits = 0, buffer = 0;
        foreach (var b in bytes)
        {
            buffer = (buffer << 8) | b;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                text.Append(Alphabet[(buffer >> bits) & 31]);
            }

            buffer &= (1 << bits) - 1;
        }

        return text.Append(Alphabet[(buffer << (5 - bits)) & 31]).ToString();
    }

    private static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        int bits = 0, buffer = 0, at = 0;
        foreach (var c in text)
        {
            var value = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (value < 0)
            {
                return false;
            }

            buffer = (buffer << 5) | value;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[at++] = (byte)(buffer >> bits);
                buffer &= (1 << bits) - 1;
            }
        }

        // The last character carries two padding bits; only the canonical form is an id.
        return at == bytes.Length && buffer == 0;
    }
}
