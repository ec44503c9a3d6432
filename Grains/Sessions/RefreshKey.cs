using Parley.Grains.Storage;

namespace Parley.Grains.Sessions;

/// <summary>The key by which a refresh token follows from the one before; see <see cref="RefreshSecret.Next"/>.</summary>
public sealed class RefreshKey(ServerKeys keys)
{
    public byte[] Value { get; } = keys.Secret("refresh-tokens");
}
