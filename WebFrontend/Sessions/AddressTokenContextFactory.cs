using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Parley.WebFrontend.Hooks;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Proxies;
using Parley.WebFrontend.Rooms;

namespace Parley.WebFrontend.Sessions;

/// <summary>The earliest place where a request can be changed: "Request starting …" is logged before any middleware runs.</summary>
internal sealed class AddressTokenContextFactory(IServiceProvider services) : IHttpContextFactory
{
    private readonly DefaultHttpContextFactory _inner = new(services);
    private readonly PathString _pathBase = services.GetRequiredService<IOptions<ProxyOptions>>().Value.PathBase;

    public HttpContext Create(IFeatureCollection featureCollection)
    {
        if (_pathBase.HasValue)
        {
            BasePath.Take(featureCollection, _pathBase);
        }

        RequestIds.Take(featureCollection);
        AddressToken.Take(featureCollection);
        InviteAddress.Take(featureCollection);
        HookAddress.Take(featureCollection);
        return _inner.Create(featureCollection);
    }

    public void Dispose(HttpContext httpContext) => _inner.Dispose(httpContext);
}
