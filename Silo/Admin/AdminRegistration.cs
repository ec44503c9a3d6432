using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Parley.Silo.Admin;

public static class AdminRegistration
{
    /// <summary>Takes admin commands over loopback. Comes after the silo, which does the work.</summary>
    public static void AddAdminServer(this IHostApplicationBuilder builder) => builder.Services.AddHostedService<AdminServer>();
}
