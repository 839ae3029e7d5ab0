"""The only part of the boutique that imports Blender (bpy): materials, light, camera and rendering."""
