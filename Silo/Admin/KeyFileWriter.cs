using System.Security.Cryptography;
using System.Text;
using Parley.Grains.Sessions;
using Parley.Sessions;

namespace Parley.Silo.Admin;

/// <summary>Makes key files, which only their owner may read. Never writes over anything.</summary>
internal static class KeyFileWriter
{
    /// <exception cref="IOException">A file is there already, or cannot be written.</exception>
    public static WrittenKey Write(string path, string algorithm)
    {
        var key = TokenKeyPair.New(algorithm);
        if (algorithm == TokenAlgorithms.Hs256)
        {
            Write(path, Convert.ToBase64String(key.Export()) + "\n", isSecret: true);
            return new WrittenKey(key.Id, algorithm, path, null);
        }

        var publicFile = path + ".pub";
        Write(path, PemEncoding.WriteString("PRIVATE KEY", key.Export()) + "\n", isSecret: true);
        Write(publicFile, PemEncoding.WriteString("PUBLIC KEY", key.PublicKey.AsSpan()) + "\n", isSecret: false);
        return new WrittenKey(key.Id, algorithm, path, publicFile);
    }

    private static void Write(string path, string text, bool isSecret)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (isSecret && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(Encoding.ASCII.GetBytes(text));
    }
}

/// <param name="PublicFile">Null: a secret has no public part.</param>
internal sealed record WrittenKey(string Id, string Algorithm, string File, string? PublicFile);
