"""The product's addresses as in the demo."""

from amc.staff.urls_demo import urlpatterns as demo
from amc.urls import handler400, handler403, handler404, handler500
from amc.urls import urlpatterns as product

urlpatterns = [*product, *demo]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
