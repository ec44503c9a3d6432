using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Parley.Audit;

namespace Parley.Grains.Audit;

/// <summary>
/// What ties entries together: each one's hash is keyed and covers the entry and the hash before it, so that nobody without the key can
/// change, remove or insert one unnoticed. The seal covers the head, so that the last entries cannot just be left out.
/// </summary>
internal sealed class AuditChain(byte[] key)
{
    public const int HashSize = HMACSHA256.HashSizeInBytes;

    /// <summary>What the first entry follows.</summary>
    public static readonly byte[] Beginning = new byte[HashSize];

    /// <summary>Hash of an entry after another.</summary>
    public byte[] Next(byte[] previous, AuditRecord record)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(previous);
        Append(hash, record.Id);
        var entry = record.Entry;
        Append(hash, entry.At!.Value.ToUnixTimeMilliseconds());
        foreach (var field in (ReadOnlySpan<string?>)[entry.Event, entry.Actor, entry.Target, entry.Refusal, entry.Detail, entry.Address, entry.RequestId])
        {
            Append(hash, field);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>Proof that the log ends there.</summary>
    public byte[] Seal(long id, byte[] hash)
    {
        using var seal = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        seal.AppendData("head"u8);
        Append(seal, id);
        seal.AppendData(hash);
        return seal.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }

    /// <summary>With its length before it, so that no two rows of fields have the same bytes.</summary>
    private static void Append(IncrementalHash hash, string? text)
    {
        Append(hash, text is null ? -1L : Encoding.UTF8.GetByteCount(text));
        hash.AppendData(Encoding.UTF8.GetBytes(text ?? ""));
    }
}
