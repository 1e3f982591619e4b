using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DavidBert.Functions;

/// <summary>
/// The keys that ASP.NET Core's MVC protects forms with. The worker's package adds MVC, which makes them at the start
/// and writes them to disk; there are no forms here.
/// </summary>
internal static class FormKeys
{
    private const string Maker = "DataProtectionHostedService"; // it is not public

    /// <summary>Lets a host start without making them.</summary>
    public static void LeaveOutFormKeys(this IServiceCollection services)
    {
        for (var i = services.Count - 1; i >= 0; i--)
        {
            if (services[i].ServiceType == typeof(IHostedService) && !services[i].IsKeyedService
                && services[i].ImplementationType?.Name is Maker)
            {
                services.RemoveAt(i);
            }
        }
    }
}
