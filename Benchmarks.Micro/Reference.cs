using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;

namespace Parley.Benchmarks.Micro;

/// <summary>What other times are told as a ratio to, so that runs on two machines can be compared.</summary>
public class Reference
{
    private readonly byte[] _data = new byte[4096];
    private readonly byte[] _hash = new byte[SHA256.HashSizeInBytes];

    [Benchmark]
    public int Sha256Of4KiB() => SHA256.HashData(_data, _hash);
}
